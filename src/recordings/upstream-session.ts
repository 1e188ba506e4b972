// From the client's side of a gateway to what it sent upstream.
import type { Database } from 'better-sqlite3';
import { linkedExchanges, listExchanges, readExchange } from '../store/exchanges.ts';

/** Id of the session that a gateway made of a client's; null: no gateway translated it. */
export function upstreamSession(database: Database, session: string): string | null {
  for (const { id } of listExchanges(database, session)) {
    for (const linked of linkedExchanges(database, id)) {
      const found = readExchange(database, linked)?.session;
      if (found?.side === 'upstream') return found.id;
    }
  }
  return null;
}
