// A recorded session as `show` prints it.
import type { Database } from 'better-sqlite3';
import { renderNumbers } from '../../explain/render-explain.ts';
import { type ExchangeView, exchangeView } from '../../recordings/exchange-view.ts';
import { createThreads } from '../../recordings/threads.ts';
import { linkedExchanges, listExchanges, readSessionExchanges } from '../../store/exchanges.ts';
import { readSession } from '../../store/sessions.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';
import { sessionJson } from '../recording/session-json.ts';
import { renderHistory } from './show-history.ts';

type HeaderFields = 'request_headers' | 'response_headers' | 'trailers' | 'session';
export type SessionExchangeView = Omit<ExchangeView, HeaderFields>;

export interface SessionView {
  readonly id: string;
  readonly exchanges: readonly SessionExchangeView[];
  readonly [field: string]: unknown;
}

/** What `show` says of a session: the summary of `sessions`, and each exchange without headers. */
export function sessionView(database: Database, id: string): SessionView {
  const session = readSession(database, id);
  if (session === undefined) throw new TypeError(`Session ${id} vanished`);
  // Whether an exchange without an end is running or incomplete is known to the list only.
  const outcomes = new Map(listExchanges(database, id).map((item) => [item.id, item.outcome]));
  const exchanges: SessionExchangeView[] = [];
  const threads = createThreads(database);
  for (const exchange of readSessionExchanges(database, id)) {
    const linked = linkedExchanges(database, exchange.id);
    const view = exchangeView(exchange, linked, threads.continued(exchange));
    const { request_headers, response_headers, trailers, session: _session, ...rest } = view;
    exchanges.push({ ...rest, outcome: outcomes.get(exchange.id) ?? view.outcome });
  }
  const { exchanges: _count, id: _id, ...summary } = sessionJson(session);
  return { id, exchanges, ...summary };
}

const columns: readonly Column[] = [
  { title: '#', align: 'right' },
  { title: 'id' },
  { title: 'request' },
  { title: 'status', align: 'right' },
  { title: 'outcome' },
  { title: 'sent B', align: 'right' },
  { title: 'got B', align: 'right' },
  { title: 'TTFT ms', align: 'right' },
  { title: 'input', align: 'right' },
  { title: 'cached', align: 'right' },
  { title: 'output', align: 'right' },
  { title: 'reasoning', align: 'right' },
];

/** As text for a person. */
export function renderSession(view: SessionView): string {
  const rows = view.exchanges.map((exchange) => [
    exchange.seq,
    exchange.id,
    `${exchange.method} ${exchange.path}`,
    exchange.status,
    exchange.outcome,
    exchange.request_bytes,
    exchange.response_bytes,
    exchange.ttft_ms === null ? null : exchange.ttft_ms.toFixed(1),
    exchange.usage?.input_tokens ?? null,
    exchange.usage?.cached_tokens ?? null,
    exchange.usage?.output_tokens ?? null,
    exchange.usage?.reasoning_tokens ?? null,
  ]);
  const title = `${view.id}: ${view['client']} ${view['kind']}, ${view['model'] ?? 'no model'}`;
  return [title, renderTable(columns, rows), ...renderHistories(view.exchanges)].join('\n');
}

/** Which requests brought only what was new; nothing where each brought everything. */
function renderHistories(exchanges: readonly SessionExchangeView[]): string[] {
  const continued = exchanges.flatMap(({ seq, history }) => (history ? [{ seq, history }] : []));
  if (continued.length === 0) return [];
  const numbers = renderNumbers(continued.map(({ seq }) => seq));
  const unknown = continued.filter(({ history }) => history.unknown !== null);
  return [
    '',
    `${numbers} continue an earlier answer: sent B is only what was new`,
    ...unknown.map(({ seq, history }) => `${seq} ${renderHistory(history)}`),
  ];
}
