// The rows as a real client plays them: one conversation of its choice, in the protocol that it
// speaks. A row that needs more than that is not played.
import type { Protocol } from '../wire/protocol.ts';
import type { Row } from './row.ts';

/** The name of the play in which a real client is the player. */
export const realClientName = 'real client';

/**
 * Why a real client does not play a row; null: it does.
 * @param protocol what it speaks; null: not known
 */
export function whyNotPlayed({ needsNoPlay, reads }: Row, protocol: Protocol | null) {
  if (!needsNoPlay) return 'only the scripted client plays what this row needs';
  if (reads === undefined || reads === protocol) return null;
  return 'this row is about the Messages API, which the client does not speak';
}
