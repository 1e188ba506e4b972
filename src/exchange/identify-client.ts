import type { ClientName } from '../domain/session.ts';
import { findHeader, type HeaderList } from '../lib/header-list.ts';

/** Which client sent a request, by the headers that only it sends. */
export function identifyClient(headers: HeaderList): ClientName {
  const agent = findHeader(headers, 'user-agent') ?? '';
  if (findHeader(headers, 'x-claude-code-session-id') || /^claude-(cli|code)\//.test(agent)) {
    return 'claude';
  }
  if (/^codex/.test(findHeader(headers, 'originator') ?? '') || /^codex/.test(agent)) {
    return 'codex';
  }
  return 'other';
}
