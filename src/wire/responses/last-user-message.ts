// Where the current user turn begins.
import type { ResponsesItem } from './item.ts';

/** Index of the message that begins the current user turn; -1 when there is none. */
export function lastUserMessage(input: readonly ResponsesItem[]): number {
  return input.findLastIndex(
    (item) => item.type === 'message' && 'role' in item && item.role === 'user',
  );
}
