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

/** Names the current user turn; the same on every request of its tool loop. */
export function userTurnName(messages: readonly AnthropicMessageParam[]): string {
  const start = userTurnStart(messages);
  return sha256(`${start}\n${plainText(messages[start]?.content ?? '')}`).slice(0, 32);
}
