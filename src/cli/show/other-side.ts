// `show --translated`: from one side of the gateway to the other.
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../../lib/harness-error.ts';
import { linkedExchanges, listExchanges, readExchange } from '../../store/exchanges.ts';
import type { resolveId } from '../../store/resolve-id.ts';

type Subject = ReturnType<typeof resolveId>;

/**
 * What the gateway made of an exchange or a session, or what it was made of: the linked one on the
 * other side. Of an exchange that was tried again, the last try. Throws HarnessError `not-found`.
 */
export function otherSide(database: Database, { type, id }: Subject): Subject {
  const ids = type === 'exchange' ? [id] : listExchanges(database, id).map((one) => one.id);
  for (const one of ids) {
    const linked = linkedExchanges(database, one).toSorted().at(-1);
    if (linked === undefined) continue;
    if (type === 'exchange') return { type, id: linked };
    const session = readExchange(database, linked)?.session.id;
    if (session !== undefined) return { type, id: session };
  }
  throw new HarnessError(
    'not-found',
    `${id} has no other side`,
    'Only turntape gateway records both; turntape translate shows what it would make of a request',
  );
}
