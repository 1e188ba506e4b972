// Planned chunks -> the body of a response, at once with modelled times, or really waited for.
import { setTimeout as wait } from 'node:timers/promises';
import type { TimedChunk } from '../../domain/backend.ts';
import { HarnessError } from '../../lib/harness-error.ts';

export type PlannedChunk = TimedChunk;

/** How a body ends: as it should, by a lost connection, or by one that hangs before it is lost. */
export type BodyEnding = 'end' | 'cut' | 'stall';

export interface Pacing {
  /** null: nothing waits and the modelled times stay; else real time times this. */
  readonly timeScale: number | null;
  /** How long a stall hangs; not scaled, since the client's own patience is not. */
  readonly stallMs: number;
}

/**
 * @throws HarnessError `upstream` at a cut and after a stall, in virtual time as over sockets.
 * There a
 *   last chunk without bytes says when a stall was over.
 */
export async function* paceChunks(
  chunks: readonly PlannedChunk[],
  ending: BodyEnding,
  { timeScale, stallMs }: Pacing,
  signal: AbortSignal | undefined,
): AsyncGenerator<TimedChunk> {
  const startedAt = performance.now();
  for (const { bytes, elapsedMs } of chunks) {
    if (timeScale !== null) {
      const remaining = elapsedMs * timeScale - (performance.now() - startedAt);
      if (remaining > 1) await wait(remaining, undefined, { signal });
    }
    signal?.throwIfAborted();
    yield { bytes, elapsedMs: timeScale === null ? elapsedMs : performance.now() - startedAt };
  }
  if (ending === 'stall') {
    if (timeScale !== null) await wait(stallMs, undefined, { signal });
    else {
      const elapsedMs = (chunks.at(-1)?.elapsedMs ?? 0) + stallMs;
      yield { bytes: new Uint8Array(0), elapsedMs };
    }
  }
  if (ending !== 'end') {
    throw new HarnessError('upstream', 'the simulated backend cut the connection', 'Try again');
  }
}
