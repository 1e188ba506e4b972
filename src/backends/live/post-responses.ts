// One POST to a real Responses endpoint. Uses undici's dispatch interface directly: every data
// event of the HTTP parser stays known with its time, and response headers keep order and case.
import { Agent, type Dispatcher } from 'undici';
import type { BackendRequest, BackendResponse, TimedChunk } from '../../domain/backend.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { type HeaderList, headersFromRaw } from '../../lib/header-list.ts';
import { headersOf, type LiveTarget, pathOf } from './describe-request.ts';

/** Time to connect, TLS included. */
const connectTimeoutMs = 15_000;
/** From request sent to response headers: backends answer at once and think in the stream. */
const headersTimeoutMs = 120_000;
/** Longest silence inside a stream; Claude Code gives up at the same age. */
const bodyTimeoutMs = 300_000;
/** Largest response: far above any model's longest output. */
const responseBytesMax = 256 * 1024 * 1024;
/** Bytes that wait for a slow reader before the socket is paused. */
const bufferedBytesMax = 4 * 1024 * 1024;

/** Of an answer. */
const headerBytesMax = 1024 * 1024;

/** HTTP/1.1 with verified certificates. Close it with the backend. */
export function createLiveAgent(): Agent {
  return new Agent({
    allowH2: false,
    // Its own limit of 16 KB is below what gateways and their cookies take.
    maxHeaderSize: headerBytesMax,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: headersTimeoutMs,
    bodyTimeout: bodyTimeoutMs,
  });
}

/**
 * Sends the request and resolves with the response's head, whatever its status.
 * @throws HarnessError `upstream` when there is no response at all; the signal's reason when
 * aborted
 */
export function postResponses(
  dispatcher: Dispatcher,
  target: LiveTarget,
  request: BackendRequest,
  signal: AbortSignal | undefined,
): Promise<BackendResponse> {
  return new Promise((resolve, reject) => {
    let flushedAt = performance.now();
    let controller: Dispatcher.DispatchController | undefined;
    const body = createChunkQueue(
      () => controller?.resume(),
      () => controller?.abort(new Error('the reader left')),
    );
    const onAbort = (): void => controller?.abort(abortReason(signal));
    const finish = (): void => signal?.removeEventListener('abort', onAbort);
    if (signal?.aborted) return reject(abortReason(signal));
    signal?.addEventListener('abort', onAbort, { once: true });
    let hasResponse = false;
    let received = 0;
    dispatcher.dispatch(
      {
        origin: target.url.origin,
        path: pathOf(target),
        method: 'POST',
        headers: headersOf(target, request, target.credentials).flat(),
        body: request.body,
      },
      {
        onRequestStart(started) {
          controller = started;
          if (signal?.aborted) onAbort();
        },
        onRequestSent() {
          flushedAt = performance.now();
        },
        onResponseStart({ rawHeaders }, status, headers) {
          if (status < 200) return; // an interim response
          hasResponse = true;
          resolve({
            status,
            headers: headerListOf(rawHeaders, headers),
            body: body.chunks,
          });
        },
        onResponseData(receiving, chunk) {
          received += chunk.length;
          if (received > responseBytesMax) {
            receiving.abort(new Error(`the response is over ${responseBytesMax} bytes`));
            return;
          }
          // Not copied: a view of what one read of the socket brought, which Node cuts to its
          // length.
          body.push(chunk, () => performance.now() - flushedAt);
          if (body.bufferedBytes() > bufferedBytesMax) receiving.pause();
        },
        onResponseEnd() {
          finish();
          body.end(null);
        },
        onResponseError(_failed, error) {
          finish();
          if (hasResponse) body.end(error);
          else reject(signal?.aborted ? abortReason(signal) : noAnswer(target, error));
        },
      },
    );
  });
}

function abortReason(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('aborted');
}

function noAnswer({ name, url }: LiveTarget, error: Error): HarnessError {
  const { code } = error as { code?: string };
  return new HarnessError(
    'upstream',
    `the backend ${name} at ${url.origin} does not answer: ${code ?? error.message}`,
    'Check the address, the network and the proxy settings',
    error,
  );
}

function headerListOf(
  raw: Dispatcher.DispatchController['rawHeaders'],
  parsed: Readonly<Record<string, string | string[] | undefined>>,
): HeaderList {
  if (Array.isArray(raw)) return headersFromRaw(raw.map(String));
  return Object.entries(parsed).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => [name, one] as const),
  );
}

interface ChunkQueue {
  readonly chunks: AsyncIterable<TimedChunk>;
  bufferedBytes(): number;
  /** @param elapsedMs asked for the first piece of those that come together */
  push(piece: Uint8Array, elapsedMs: () => number): void;
  /** @param error null: the body is complete */
  end(error: Error | null): void;
}

/** Pieces of the body that came together. */
interface Arrival {
  readonly pieces: Uint8Array[];
  readonly elapsedMs: number;
}

/**
 * Data events -> an async iterable, in order. What one read of the socket brought is one chunk:
 * every turn of the reader's loop costs as much as it takes to translate an event or two.
 */
function createChunkQueue(onDrained: () => void, onLeft: () => void): ChunkQueue {
  const waiting: Arrival[] = [];
  let arriving: Arrival | undefined;
  let buffered = 0;
  let ended: { error: Error | null } | undefined;
  let wake = (): void => {};
  const arrived = (): void => {
    if (arriving === undefined) return;
    waiting.push(arriving);
    arriving = undefined;
    wake();
  };
  async function* read(): AsyncGenerator<TimedChunk> {
    try {
      for (;;) {
        const arrival = waiting.shift();
        if (arrival !== undefined) {
          const chunk = chunkOf(arrival);
          buffered -= chunk.bytes.length;
          yield chunk;
        } else if (ended !== undefined) {
          if (ended.error !== null) throw ended.error;
          return;
        } else {
          onDrained();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      if (ended === undefined) onLeft();
    }
  }
  return {
    chunks: read(),
    bufferedBytes: () => buffered,
    push(piece, elapsedMs) {
      if (arriving === undefined) {
        arriving = { pieces: [], elapsedMs: elapsedMs() };
        // Once the parser is through with what the socket had.
        process.nextTick(arrived);
      }
      arriving.pieces.push(piece);
      buffered += piece.length;
    },
    end(error) {
      arrived();
      ended = { error };
      wake();
    },
  };
}

function chunkOf({ pieces, elapsedMs }: Arrival): TimedChunk {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return { bytes: only, elapsedMs };
  return { bytes: Buffer.concat(pieces), elapsedMs, sizes: pieces.map(({ length }) => length) };
}
