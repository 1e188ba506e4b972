// Planned chunks -> the body of a response, at once with modelled times, or really waited for.
import { setTimeout as wait } from 'node:timers/promises';
import type { TimedChunk } from '../../domain/backend.ts';

export type PlannedChunk = TimedChunk;

/** @param timeScale null: nothing waits and the modelled times stay; else real time times this */
export async function* paceChunks(
  chunks: readonly PlannedChunk[],
  timeScale: number | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<TimedChunk> {
  if (timeScale === null) {
    for (const chunk of chunks) {
      signal?.throwIfAborted();
      yield chunk;
    }
    return;
  }
  const startedAt = performance.now();
  for (const { bytes, elapsedMs } of chunks) {
    const remaining = elapsedMs * timeScale - (performance.now() - startedAt);
    if (remaining > 1) await wait(remaining, undefined, { signal });
    signal?.throwIfAborted();
    yield { bytes, elapsedMs: performance.now() - startedAt };
  }
}
