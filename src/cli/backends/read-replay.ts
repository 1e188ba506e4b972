// `--backend replay:SESSION`: the exchanges of the session's upstream side, whole.
import type { Exchange } from '../../domain/exchange.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { linkedExchanges, readExchange, readSessionExchanges } from '../../store/exchanges.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';

/**
 * @param text a session's id or the beginning of one; the client side of a gateway selects the
 * upstream side too
 * @throws HarnessError `not-found`, or `bad-input` when it is not a session
 */
export function readReplay(db: string, text: string): Promise<Exchange[]> {
  return readDatabase(db, (database) => {
    const { id, type } = resolveId(database, text);
    if (type !== 'session') {
      throw new HarnessError(
        'bad-input',
        `${text} is not a session`,
        'turntape sessions lists them',
      );
    }
    return [...readSessionExchanges(database, id)].flatMap((exchange) => {
      const upstream = linkedExchanges(database, exchange.id)
        .map((linked) => readExchange(database, linked))
        .filter((linked) => linked?.session.side === 'upstream');
      return upstream.length === 0 ? [exchange] : upstream.flatMap((linked) => linked ?? []);
    });
  });
}
