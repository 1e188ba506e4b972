// Times of an exchange, derived from its chunks. The zero point is the moment at which the request
// had been handed to the upstream's socket.
import type { Exchange } from '../domain/exchange.ts';
import { chunkEvents } from './chunk-events.ts';
import { isOutputDelta, isOutputStart } from './output-events.ts';

/** All ms since the request was flushed; null: it never happened, or there is no stream. */
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

type TimedExchange = Pick<
  Exchange,
  'flushedElapsedMs' | 'response' | 'responseBody' | 'chunks' | 'end'
>;

/** Derives the times; a response that is not an event stream has no TTFT. */
export function exchangeTiming(exchange: TimedExchange): ExchangeTiming {
  const { flushedElapsedMs: zero, response, end } = exchange;
  const since = (elapsedMs: number | undefined): number | null =>
    zero === null || elapsedMs === undefined ? null : elapsedMs - zero;
  const { delta, item } = firstOutputs(exchange);
  return {
    headMs: since(response?.elapsedMs),
    ttftMs: since(delta),
    firstItemMs: since(item),
    endMs: since(end?.elapsedMs),
  };
}

interface FirstOutputs {
  delta: number | undefined;
  item: number | undefined;
}

/** Arrival of the chunks that completed the first delta and the first item event. */
function firstOutputs(exchange: TimedExchange): FirstOutputs {
  const found: FirstOutputs = { delta: undefined, item: undefined };
  if (exchange.response?.status !== 200) return found;
  for (const { elapsedMs, events } of chunkEvents(exchange)) {
    if (events.some(isOutputStart)) found.item ??= elapsedMs;
    if (events.some(isOutputDelta)) {
      found.delta = elapsedMs;
      return found;
    }
  }
  return found;
}
