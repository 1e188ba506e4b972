// What broke the prefix at reasoning: dropped, forgotten, or left out by the model itself.
import type { BreakInput, FoundBreak, Place } from './break-place.ts';

/** There is reasoning at the break on one side at least. */
export function classifyReasoning(
  { before, now, isClientAppendOnly }: BreakInput,
  at: Place,
): FoundBreak {
  const gone = before.segments[at.index];
  if (gone?.kind === 'opaque' && gone.what === 'reasoning') {
    const ignoredAt = now.ignored.get(gone.identity);
    if (ignoredAt !== undefined) {
      return { ...at, cause: 'reasoning-ignored', pointer: ignoredAt };
    }
    // The client sends what it sent, so what the translator kept beside it is gone.
    if (isClientAppendOnly() === true) return { ...at, cause: 'reasoning-evicted' };
  }
  return { ...at, cause: 'reasoning-dropped' };
}
