// Which recorded session is explained where one was named: a gateway has two sides.
import type { Database } from 'better-sqlite3';
import type { SessionSummary, Side } from '../../domain/session.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { upstreamSession } from '../../recordings/upstream-session.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { readSession } from '../../store/sessions.ts';
import type { Terminal } from '../../terminal/console.ts';

/**
 * Of a gateway the side that met the cache, unless the other one is asked for.
 * @throws HarnessError `usage` for an exchange, `not-found`
 */
export function explainedSide(
  database: Database,
  text: string,
  { side }: { readonly side?: Side | undefined },
  { note }: Pick<Terminal, 'note'>,
): SessionSummary {
  const { type, id } = resolveId(database, text);
  const named = type === 'session' ? readSession(database, id) : undefined;
  if (named === undefined) {
    throw new HarnessError(
      'usage',
      `${id} is an exchange, explain takes a session`,
      'turntape sessions lists them',
    );
  }
  const other = named.side === 'client' ? upstreamSession(database, id) : null;
  const upstream = other === null ? undefined : readSession(database, other);
  if (side === 'upstream' && upstream === undefined && named.side === 'client') {
    throw new HarnessError(
      'not-found',
      `no gateway translated ${id}: it has no upstream side`,
      'Leave out --side',
    );
  }
  if (upstream === undefined || side === 'client') return named;
  if (side === undefined) {
    note(
      `${id} is the client's side of a gateway. Explained is what met the cache, its upstream ` +
        `side ${upstream.id}; --side client explains what the client sent`,
    );
  }
  return upstream;
}
