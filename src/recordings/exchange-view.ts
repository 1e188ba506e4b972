// What is said of one recorded exchange, everything but its bodies: `show`, the page.

import type { Exchange } from '../domain/exchange.ts';
import { exchangeTiming } from '../exchange/timing.ts';
import { exchangeUsage } from '../exchange/usage.ts';
import { type UsageView, usageView } from '../exchange/usage-view.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { type HistoryView, historyView } from './history-view.ts';
import type { ContinuedCall } from './threads.ts';

export interface ExchangeView {
  readonly id: string;
  readonly session: string;
  readonly seq: number;
  readonly method: string;
  readonly path: string;
  readonly started_at: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly error: string | null;
  readonly request_bytes: number;
  readonly response_bytes: number;
  readonly chunks: number;
  readonly head_ms: number | null;
  readonly ttft_ms: number | null;
  readonly first_item_ms: number | null;
  readonly total_ms: number | null;
  readonly usage: UsageView | null;
  readonly linked_exchanges: readonly string[];
  /** null: the request brings its whole history. */
  readonly history: HistoryView | null;
  readonly request_headers: HeaderList;
  readonly response_headers: HeaderList;
  readonly trailers: HeaderList;
}

/** What `show` says of an exchange: everything but the bodies. */
export function exchangeView(
  exchange: Exchange,
  linked: readonly string[],
  continued: ContinuedCall | null,
): ExchangeView {
  const timing = exchangeTiming(exchange);
  const usage = exchangeUsage(exchange);
  return {
    id: exchange.id,
    session: exchange.session.id,
    seq: exchange.seq,
    method: exchange.method,
    path: exchange.target,
    started_at: new Date(exchange.startedAtMs).toISOString(),
    status: exchange.response?.status ?? null,
    outcome: exchange.end?.outcome ?? 'unfinished',
    error: exchange.end?.error ?? null,
    request_bytes: exchange.body.length,
    response_bytes: exchange.responseBody.length,
    chunks: exchange.chunks.length,
    head_ms: roundedMs(timing.headMs),
    ttft_ms: roundedMs(timing.ttftMs),
    first_item_ms: roundedMs(timing.firstItemMs),
    total_ms: roundedMs(timing.endMs),
    usage: usage && usageView(usage),
    linked_exchanges: linked,
    history: historyView(continued),
    request_headers: exchange.headers,
    response_headers: exchange.response?.headers ?? [],
    trailers: exchange.end?.trailers ?? [],
  };
}

/** Microseconds; more digits would only look exact. */
export function roundedMs(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1000) / 1000;
}
