// Reads a backend's answer to its end, with the times of its chunks, and derives from it what the
// harness needs, by the functions that do so for recordings. Does not translate: that is the
// translator's work, on the same bytes.

import type { BackendResponse, TimedChunk } from '../domain/backend.ts';
import type { Chunk, ExchangeEnd, ReceivedResponse } from '../domain/exchange.ts';
import type { MissReason } from '../domain/miss-reason.ts';
import type { TokenUsage } from '../domain/token-usage.ts';
import { type ExchangeAnswer, exchangeAnswer } from '../exchange/answer.ts';
import { chunkEvents } from '../exchange/chunk-events.ts';
import { exchangeMissReason } from '../exchange/miss-reason.ts';
import {
  type ExchangeTiming,
  exchangeTiming,
  type OutputTiming,
  outputTiming,
} from '../exchange/timing.ts';
import { exchangeUsage } from '../exchange/usage.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { RunStopped } from './run-stopped.ts';

/** The status of a request that got no response at all. */
export const noResponse = 0;

export interface ObservedResponse
  extends ExchangeAnswer,
    OutputTiming,
    Pick<ExchangeTiming, 'ttftMs' | 'firstItemMs'> {
  readonly received: ReceivedResponse;
  readonly status: number;
  readonly headers: HeaderList;
  /** The body in the pieces in which it came. */
  readonly chunks: readonly Uint8Array[];
  readonly usage: TokenUsage | null;
  readonly missReason: MissReason | null;
  /** ms from the flushed request to the last byte. */
  readonly totalMs: number;
}

function observe(received: ReceivedResponse): ObservedResponse {
  const { response, responseBody, chunks, end } = received;
  const arrivals = [...chunkEvents(received)];
  const events = arrivals.flatMap((arrival) => arrival.events);
  const { ttftMs, firstItemMs } = exchangeTiming(received, arrivals);
  return {
    received,
    status: response?.status ?? noResponse,
    headers: response?.headers ?? [],
    chunks: chunks.map(({ offset, length }) => responseBody.subarray(offset, offset + length)),
    ...exchangeAnswer(received, arrivals),
    usage: exchangeUsage(received, events),
    missReason: exchangeMissReason(received, events),
    ttftMs,
    firstItemMs,
    ...outputTiming(received, arrivals),
    totalMs: end?.elapsedMs ?? 0,
  };
}

/** The run's own stop and a defect of ours are not the backend's fault. */
function isBrokenStream(error: unknown): error is Error {
  return error instanceof Error && !(error instanceof RunStopped) && !(error instanceof TypeError);
}

/** What a request without any response looks like. */
export function unanswered(message: string, totalMs: number): ObservedResponse {
  return observe({
    flushedElapsedMs: null,
    response: null,
    responseBody: new Uint8Array(),
    chunks: [],
    end: { outcome: 'upstream-failed', error: message, trailers: [], elapsedMs: totalMs },
  });
}

/** What a request looks like that was answered here and not sent. @param code of the refusal */
export function unsent(status: number, message: string, code: string): ObservedResponse {
  const bytes = new TextEncoder().encode(JSON.stringify({ error: { code, message } }));
  const head = { status, headers: [] };
  const received = receivedOf(head, [{ bytes, elapsedMs: 0 }], 'complete', null);
  return observe({ ...received, flushedElapsedMs: null });
}

/** @param leaving the client goes away when the first output has come; else all is read */
export async function observeResponse(
  response: BackendResponse,
  leaving?: 'at-first-output',
): Promise<ObservedResponse> {
  const pieces: TimedChunk[] = [];
  const receive = (outcome: ExchangeEnd['outcome'], error: string | null): ReceivedResponse =>
    receivedOf(response, pieces, outcome, error);
  try {
    for await (const piece of response.body) {
      pieces.push(piece);
      if (leaving === undefined) continue;
      const left = receive('client-aborted', 'the client left before the answer was complete');
      if (exchangeTiming(left).ttftMs !== null) return observe(left);
    }
  } catch (error) {
    if (!isBrokenStream(error)) throw error;
    return observe(receive('upstream-aborted', error.message));
  }
  return observe(receive('complete', null));
}

/** Chunk times count from the flushed request, so that moment is the zero of all times here. */
function receivedOf(
  { status, headers }: Pick<BackendResponse, 'status' | 'headers'>,
  pieces: readonly TimedChunk[],
  outcome: ExchangeEnd['outcome'],
  error: string | null,
): ReceivedResponse {
  const chunks: Chunk[] = [];
  let offset = 0;
  for (const { bytes, elapsedMs, sizes = [bytes.length] } of pieces) {
    for (const length of sizes) {
      chunks.push({ offset, length, elapsedMs });
      offset += length;
    }
  }
  return {
    flushedElapsedMs: 0,
    // A backend does not say when it had the head.
    response: { status, statusText: '', headers, elapsedMs: null },
    responseBody: Buffer.concat(pieces.map(({ bytes }) => bytes)),
    chunks,
    end: { outcome, error, trailers: [], elapsedMs: pieces.at(-1)?.elapsedMs ?? 0 },
  };
}
