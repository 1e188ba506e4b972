// One item of a call as session files are read: by kind, length and hash, with its text where that
// is asked for.
import type { LoggedItem } from '../domain/logged-call.ts';
import { sha256 } from '../lib/sha256.ts';
import type { LogContext } from './log-format.ts';

export function loggedItem(
  kind: string,
  role: string | null,
  text: string,
  { keepsText }: Pick<LogContext, 'keepsText'>,
): LoggedItem {
  const item = { kind, role, characters: text.length, hash: sha256(text) };
  return keepsText ? { ...item, text } : item;
}
