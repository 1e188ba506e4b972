// What answered a call that a gateway translated: one of the attempts of its upstream side.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../domain/exchange.ts';
import { selectCompleteExchanges } from '../exchange/select-calls.ts';
import { linkedExchanges, readExchange } from './exchanges.ts';

/**
 * The exchange whose answer the client got. A recovered call was refused once, so that of several
 * attempts it is the last whole one.
 * @param client id of the client's exchange
 * @param skipFailed false: the only attempt must be whole
 * @returns null: none was recorded, or none is whole
 * @throws HarnessError `bad-input` where it must be whole and is not
 */
export function readUpstreamAnswer(
  database: Database,
  client: string,
  skipFailed: boolean,
): Exchange | null {
  const attempts = linkedExchanges(database, client).flatMap(
    (id) => readExchange(database, id) ?? [],
  );
  return selectCompleteExchanges(attempts, skipFailed || attempts.length > 1).at(-1) ?? null;
}
