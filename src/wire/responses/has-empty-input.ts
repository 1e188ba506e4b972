// A request that asks the model nothing. Whoever sends one makes no mistake in its history, so
// nothing can be said of him.
import type { JsonObject } from '../../lib/json.ts';

/** Its `input` is there, and holds no item and no text. */
export function hasEmptyInput({ input }: JsonObject): boolean {
  return input === '' || (Array.isArray(input) && input.length === 0);
}
