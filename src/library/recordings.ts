// Entry point `turntape/recordings`: recorded sessions, read back. The only entry point that loads
// better-sqlite3.
import type { Exchange } from '../domain/exchange.ts';
import type { SessionSummary } from '../domain/session.ts';
import type { CacheRuleSet } from '../explain/explain-session.ts';
import type { SessionCall } from '../explain/session-call.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { readScopeCalls, sessionRuleSet } from '../recordings/session-calls.ts';
import { readSessionExchanges } from '../store/exchanges.ts';
import { openDatabase } from '../store/open-database.ts';
import { listSessions, readSession } from '../store/sessions.ts';

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
export type { CacheRuleSet, Exchange, SessionCall, SessionSummary };

export interface Recordings {
  /** All sessions, in the order in which they began. */
  sessions(): SessionSummary[];
  /** A session's exchanges in their order, each read when it is asked for. */
  exchanges(session: string): Iterable<Exchange>;
  /**
   * What `explainCalls` takes: the session's model calls, among those of other sessions that fill
   * the same cache, and the rules of that cache.
   * @throws HarnessError `not-found`
   */
  calls(session: string): { readonly calls: Iterable<SessionCall>; readonly rules: CacheRuleSet };
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
    calls(session) {
      const found = readSession(database, session);
      if (found === undefined) {
        throw new HarnessError(
          'not-found',
          `there is no session ${session} in ${path}`,
          'sessions() lists them',
        );
      }
      return { calls: readScopeCalls(database, session), rules: sessionRuleSet(database, found) };
    },
    close: () => database.close(),
  };
}
