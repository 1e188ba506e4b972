// Times of an exchange, derived from its chunks. The zero point is the moment at which the request
// had been handed to the upstream's socket.
import type { ReceivedResponse } from '../domain/exchange.ts';
import { type ChunkEvents, chunkEvents } from './chunk-events.ts';
import { isAccepted } from './is-accepted.ts';
import { isOutputDelta, isOutputStart, isTextDelta } from './output-events.ts';

/**
 * All ms since the request was flushed; null: it never happened, is not known, or there is no
 * stream.
 */
export interface ExchangeTiming {
  /** Response status and headers. */
  readonly headMs: number | null;
  /** First output delta: the time to first token. */
  readonly ttftMs: number | null;
  /** First sign of an output item (`response.output_item.added`, `content_block_start`). */
  readonly firstItemMs: number | null;
  /** Last byte. */
  readonly endMs: number | null;
}

/** As in `ExchangeTiming`; known only when the whole stream was read. */
export interface OutputTiming {
  /** First delta of visible text. */
  readonly firstTextMs: number | null;
  /** Last output delta. */
  readonly lastOutputMs: number | null;
}

const since = (
  { flushedElapsedMs: zero }: Pick<ReceivedResponse, 'flushedElapsedMs'>,
  elapsedMs: number | null | undefined,
): number | null => (zero === null || elapsedMs == null ? null : elapsedMs - zero);

/**
 * Derives the times; a response that is not an event stream has no TTFT.
 * @param arrivals the response's chunks, where the caller has them; read up to the first output
 */
export function exchangeTiming(
  exchange: ReceivedResponse,
  arrivals: Iterable<ChunkEvents> = chunkEvents(exchange),
): ExchangeTiming {
  const { response, end } = exchange;
  const { delta, item } = isAccepted(exchange) ? firstOutputs(arrivals) : {};
  return {
    headMs: since(exchange, response?.elapsedMs),
    ttftMs: since(exchange, delta),
    firstItemMs: since(exchange, item),
    endMs: since(exchange, end?.elapsedMs),
  };
}

interface FirstOutputs {
  delta?: number | null;
  item?: number | null;
}

/** Arrival of the chunks that completed the first delta and the first item event. */
function firstOutputs(arrivals: Iterable<ChunkEvents>): FirstOutputs {
  const found: FirstOutputs = {};
  for (const { elapsedMs, events } of arrivals) {
    if (events.some(isOutputStart)) found.item ??= elapsedMs;
    if (events.some(isOutputDelta)) return { ...found, delta: elapsedMs };
  }
  return found;
}

/**
 * Derives the times that take a look at the whole stream. @param arrivals as in `exchangeTiming`
 */
export function outputTiming(
  exchange: ReceivedResponse,
  arrivals: Iterable<ChunkEvents> = chunkEvents(exchange),
): OutputTiming {
  let text: number | null | undefined;
  let last: number | null | undefined;
  for (const { elapsedMs, events } of isAccepted(exchange) ? arrivals : []) {
    if (text === undefined && events.some(isTextDelta)) text = elapsedMs;
    if (events.some(isOutputDelta)) last = elapsedMs;
  }
  return { firstTextMs: since(exchange, text), lastOutputMs: since(exchange, last) };
}
