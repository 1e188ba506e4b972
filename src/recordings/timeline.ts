// When what arrived: of an exchange by its chunks, of a session by its exchanges.
import type { Exchange } from '../domain/exchange.ts';
import { chunkEvents } from '../exchange/chunk-events.ts';
import { exchangeTiming } from '../exchange/timing.ts';
import { roundedMs } from './exchange-view.ts';

export interface ExchangeTimelineEntry {
  /** Since the request had arrived whole; null: not known. */
  readonly ms: number | null;
  readonly what: 'request' | 'forwarded' | 'headers' | 'chunks' | 'end';
  /** Chunks that share this time; 0 where it is about none. */
  readonly chunks: number;
  readonly bytes: number;
  /** Types of the events that were completed, in order. */
  readonly events: readonly string[];
}

/** Every moment of an exchange, in order; chunks of one read of the socket are one. */
export function exchangeTimeline(exchange: Exchange): ExchangeTimelineEntry[] {
  const { body, flushedElapsedMs, response, end } = exchange;
  const moment = (
    ms: number | undefined | null,
    what: ExchangeTimelineEntry['what'],
    bytes = 0,
  ): ExchangeTimelineEntry[] =>
    ms === undefined || ms === null
      ? []
      : [{ ms: roundedMs(ms), what, chunks: 0, bytes, events: [] }];
  const arrivals: ExchangeTimelineEntry[] = [];
  for (const { elapsedMs, bytes, events: completed } of chunkEvents(exchange)) {
    const ms = roundedMs(elapsedMs);
    const events = completed.map(({ type }) => type);
    const last = arrivals.at(-1);
    if (last?.ms === ms) {
      arrivals[arrivals.length - 1] = {
        ...last,
        chunks: last.chunks + 1,
        bytes: last.bytes + bytes,
        events: [...last.events, ...events],
      };
    } else {
      arrivals.push({ ms, what: 'chunks', chunks: 1, bytes, events });
    }
  }
  return [
    ...moment(0, 'request', body.length),
    ...moment(flushedElapsedMs, 'forwarded'),
    ...moment(response?.elapsedMs, 'headers'),
    ...arrivals,
    ...moment(end?.elapsedMs, 'end'),
  ];
}

export interface SessionTimelineEntry {
  readonly id: string;
  readonly seq: number;
  /** Since the session's first request. */
  readonly start_ms: number;
  /** Between the end of the one before and this start; negative: they overlap. */
  readonly pause_ms: number | null;
  readonly ttft_ms: number | null;
  /** From the request's arrival to the end of its answer. */
  readonly total_ms: number | null;
  readonly status: number | null;
}

export function sessionTimeline(exchanges: Iterable<Exchange>): SessionTimelineEntry[] {
  const entries: SessionTimelineEntry[] = [];
  let firstMs: number | undefined;
  let lastEndMs: number | null = null;
  for (const exchange of exchanges) {
    const { id, seq, startedAtMs, response, end } = exchange;
    const totalMs = end?.elapsedMs ?? null;
    firstMs ??= startedAtMs;
    const { ttftMs } = exchangeTiming(exchange);
    entries.push({
      ...{ id, seq, start_ms: roundedMs(startedAtMs - firstMs) ?? 0 },
      pause_ms: lastEndMs === null ? null : roundedMs(startedAtMs - lastEndMs),
      ttft_ms: roundedMs(ttftMs),
      total_ms: roundedMs(totalMs),
      status: response?.status ?? null,
    });
    lastEndMs = totalMs === null ? null : startedAtMs + totalMs;
  }
  return entries;
}
