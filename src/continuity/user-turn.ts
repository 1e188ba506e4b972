// Where a user turn begins, and its name.
import { sha256 } from '../lib/sha256.ts';
import type { AnthropicMessageParam } from '../wire/anthropic/request.ts';
import { plainText } from './plain-text.ts';

/**
 * Index of the message that opened the current user turn: the last of role user without a result.
 */
export function userTurnStart(messages: readonly AnthropicMessageParam[]): number {
  const index = messages.findLastIndex(
    ({ role, content }) =>
      role === 'user' &&
      content.length > 0 &&
      (typeof content === 'string' || !content.some(({ type }) => type === 'tool_result')),
  );
  return Math.max(index, 0);
}

/** The one that was named last: a loop of tools asks for it with every request. */
let latest = { start: -1, words: '', name: '' };

/** Names the current user turn; the same on every request of its tool loop. */
export function userTurnName(messages: readonly AnthropicMessageParam[]): string {
  const start = userTurnStart(messages);
  const words = plainText(messages[start]?.content ?? '');
  if (start !== latest.start || words !== latest.words) {
    latest = { start, words, name: sha256(`${start}\n${words}`).slice(0, 32) };
  }
  return latest.name;
}
