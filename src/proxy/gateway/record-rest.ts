// What an upstream still sends when its answer is over, and how its connection ends: for the
// recording.
import type { TimedChunk } from '../../domain/backend.ts';
import type { UpstreamTap } from './upstream-tap.ts';

/** Longest wait for the connection's end, in ms: some upstreams hold it for minutes. */
const lingerMs = 250;

/**
 * Records what comes until the connection ends, or for `lingerMs`: then it is cancelled. The answer
 * is complete either way. Never rejects.
 * @param connection cancels the request
 */
export async function recordRest(
  chunks: AsyncIterator<TimedChunk>,
  tap: UpstreamTap,
  connection: AbortController,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, lingerMs, null);
  });
  try {
    for (;;) {
      const coming = chunks.next();
      const next = await Promise.race([coming, late]);
      if (next === null) {
        coming.catch(() => undefined);
        connection.abort(new Error('the answer is complete'));
        break;
      }
      if (next.done === true) break;
      tap.chunk(next.value);
    }
    tap.complete();
  } catch (error) {
    tap.failed(error, undefined);
  } finally {
    clearTimeout(timer);
  }
}
