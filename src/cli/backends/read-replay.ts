// `--backend replay:SESSION`: the exchanges of the session's upstream side, whole.
import type { Exchange } from '../../domain/exchange.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { linkedExchanges, readExchange, readSessionExchanges } from '../../store/exchanges.ts';
import { resolveId } from '../../store/resolve-id.ts';
import type { CommandContext } from '../command.ts';
import { readNamed } from '../exchange-files/read-named.ts';

/**
 * @param text a session's id, the beginning of one, or a file of whole requests; the client side of
 * a gateway selects the upstream side too
 * @throws HarnessError `not-found`, or `bad-input` when it is not a session
 */
export function readReplay(
  text: string,
  { terminal, flags: { db } }: Pick<CommandContext, 'terminal' | 'flags'>,
): Promise<Exchange[]> {
  return readNamed(db, text, terminal, (database, named) => {
    const { id, type } = resolveId(database, named);
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
