// Planned chunks -> the body of a response, at once with modelled times, or really waited for.
import { setTimeout as wait } from 'node:timers/promises';
import type { TimedChunk } from '../../domain/backend.ts';
import { HarnessError } from '../../lib/harness-error.ts';

export type PlannedChunk = TimedChunk;

/** How a body ends: as it should, by a lost connection, or never (until the client gives up). */
export type BodyEnding = 'end' | 'cut' | 'stall';

/** A stalled response is given up after this; Claude Code gives up after 300 s itself. */
const stallMsMax = 600_000;

/**
 * @param timeScale null: nothing waits and the modelled times stay; else real time times this
 * @throws HarnessError `upstream` at a cut, in real time only: virtual time has no connection to lose
 */
export async function* paceChunks(
  chunks: readonly PlannedChunk[],
  ending: BodyEnding,
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
  if (ending === 'stall') await wait(stallMsMax, undefined, { signal });
  if (ending !== 'end') {
    throw new HarnessError('upstream', 'the simulated backend cut the connection', 'Try again');
  }
}
