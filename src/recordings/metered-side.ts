// Which side of a gateway's conversation counts.
import type { ListedConversation, ListedSession } from './list-conversations.ts';

/** The side that met the cache: what a gateway sent, where there is one. */
export function meteredSide(
  one: Pick<ListedConversation, 'other_side'> & ListedSession,
): ListedSession {
  return one.other_side.find(({ input_tokens }) => input_tokens > 0) ?? one;
}
