// Which calls fill the caches that a session meets: its model calls, and those of other sessions.
import type { Database } from 'better-sqlite3';
import { findCallProtocol } from '../exchange/identify-protocol.ts';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import {
  listExchanges,
  type RequestHead,
  readRequestHead,
  siblingExchanges,
} from '../store/exchanges.ts';

/** Longest that any vendor says a prefix is kept: what was sent before is in no cache any more. */
const keptMsMax = 3_600_000;
/** Calls of other sessions that are looked at: a busy database must not make one session slow. */
const siblingCallsMax = 100;

export interface ScopeEntry {
  /** Of the exchange. */
  readonly id: string;
  /** The session that it is of; null: the one that was asked for. */
  readonly otherSession: string | null;
  readonly isEnded: boolean;
}

/** Secrets are stored as fingerprints: equal ones are one account. */
function credentialOf(headers: HeaderList): string | undefined {
  return findHeader(headers, 'x-api-key') ?? findHeader(headers, 'authorization');
}

/**
 * The model calls of a session, and among them in order of time those of other sessions of the same
 * client, side and credential, by their heads alone.
 */
export function listScope(database: Database, session: string): ScopeEntry[] {
  const own = listExchanges(database, session);
  const [fromMs, toMs] = [own[0]?.startedAtMs ?? 0, own.at(-1)?.startedAtMs ?? 0];
  const span = { fromMs: fromMs - keptMsMax, toMs, limit: siblingCallsMax };
  const headOf = (id: string): [string, RequestHead][] => {
    const head = readRequestHead(database, id);
    return head === undefined || findCallProtocol(head) === null ? [] : [[id, head]];
  };
  const siblings = siblingExchanges(database, session, span).flatMap(headOf);
  const entries: ScopeEntry[] = [];
  for (const [id, head] of own.flatMap((one) => headOf(one.id))) {
    const credential = credentialOf(head.headers);
    while ((siblings[0]?.[1].startedAtMs ?? Number.POSITIVE_INFINITY) <= head.startedAtMs) {
      const [sibling, other] = siblings.shift() ?? [];
      if (sibling === undefined || other === undefined) break;
      if (credentialOf(other.headers) !== credential) continue;
      entries.push({ id: sibling, otherSession: other.session, isEnded: other.isEnded });
    }
    entries.push({ id, otherSession: null, isEnded: head.isEnded });
  }
  return entries;
}
