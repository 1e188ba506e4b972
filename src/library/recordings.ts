// Entry point `turntape/recordings`: recorded sessions, read back. The only entry point that loads
// better-sqlite3.
import type { Exchange } from '../domain/exchange.ts';
import type { SessionSummary } from '../domain/session.ts';
import { readSessionExchanges } from '../store/exchanges.ts';
import { openDatabase } from '../store/open-database.ts';
import { listSessions } from '../store/sessions.ts';

export type {
  Chunk,
  ExchangeEnd,
  ExchangeOutcome,
  ExchangeStart,
  ResponseHead,
} from '../domain/exchange.ts';
export type { SessionDescriptor } from '../domain/session.ts';
export type { TokenUsage } from '../domain/token-usage.ts';
export { decodeBody } from '../exchange/decode-body.ts';
export { type ExchangeTiming, exchangeTiming } from '../exchange/timing.ts';
export { exchangeUsage } from '../exchange/usage.ts';
export type { Exchange, SessionSummary };

export interface Recordings {
  /** All sessions, in the order in which they began. */
  sessions(): SessionSummary[];
  /** A session's exchanges in their order, each read when it is asked for. */
  exchanges(session: string): Iterable<Exchange>;
  close(): void;
}

/**
 * Opens a database that `turntape record` or `turntape gateway` writes, also while it does.
 * @throws HarnessError `not-found` or `database`
 */
export function openRecordings(path: string): Recordings {
  const database = openDatabase(path, { mode: 'read' });
  return {
    sessions: () => listSessions(database),
    exchanges: (session) => readSessionExchanges(database, session),
    close: () => database.close(),
  };
}
