// The backend pins a user turn to a machine by a header of its response, which Codex echoes in the
// requests of that turn.
import type { HeaderList } from '../../lib/header-list.ts';

export const turnStateHeader = 'x-codex-turn-state';

/** The response's turn state alone, as a header list: all that later requests depend on. */
export function pickTurnState(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => name.toLowerCase() === turnStateHeader);
}
