// What `promote` reads from the database: a session's model calls, whole or refused.

import type { Database } from 'better-sqlite3';
import { clients } from '../../clients/registry.ts';
import type { Exchange } from '../../domain/exchange.ts';
import type { SessionSummary } from '../../domain/session.ts';
import { selectCompleteExchanges, sessionProtocol } from '../../exchange/select-calls.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { wholeExchanges } from '../../recordings/whole-exchange.ts';
import { readSessionExchanges } from '../../store/exchanges.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { readSession } from '../../store/sessions.ts';
import { readUpstreamAnswer } from '../../store/upstream-answer.ts';
import type { Protocol } from '../../wire/protocol.ts';

export interface RecordedCall {
  readonly client: Exchange;
  /**
   * The exchange with the Responses stream: the client's own where it speaks that protocol; null:
   * not recorded.
   */
  readonly upstream: Exchange | null;
}

export interface RecordedSession {
  readonly session: SessionSummary;
  /** What its client speaks. */
  readonly protocol: Protocol;
  readonly calls: readonly RecordedCall[];
}

export interface ReadOptions {
  /** Leave out exchanges that failed; else they are an error. */
  readonly skipFailed: boolean;
  /** Only the first so many calls. */
  readonly turns: number | undefined;
}

function refuse(message: string, hint: string): HarnessError {
  return new HarnessError('bad-input', message, hint);
}

function assertPromotable({ id, side, kind, dropped }: SessionSummary, skipFailed: boolean): void {
  if (side === 'upstream') {
    throw refuse(`session ${id} is the upstream side of a gateway`, 'Promote its client side');
  }
  if (kind !== 'turn') {
    throw refuse(
      `session ${id} holds ${kind} requests, not an agent's calls`,
      'Promote the main session: turntape sessions lists them',
    );
  }
  if (dropped > 0 && !skipFailed) {
    throw refuse(
      `session ${id} has ${plural(dropped, 'dropped exchange')}, which could not be stored`,
      'Record it again, or give --skip-failed to promote what there is',
    );
  }
}

/**
 * @param text a session's id, or the beginning of one
 * @throws HarnessError `not-found`; `bad-input` when the session is not whole or no agent's, or a
 * request's history is not known
 */
export function readRecordedSession(
  database: Database,
  text: string,
  { skipFailed, turns }: ReadOptions,
): RecordedSession {
  const { type, id } = resolveId(database, text);
  const session = type === 'session' ? readSession(database, id) : undefined;
  if (session === undefined) {
    throw refuse(`${id} is an exchange`, 'Give a session: turntape sessions lists them');
  }
  assertPromotable(session, skipFailed);
  const complete = selectCompleteExchanges([...readSessionExchanges(database, id)], skipFailed);
  const protocol = sessionProtocol(id, complete);
  const chosen = complete.slice(0, turns ?? complete.length);
  const calls = Array.from(wholeExchanges(database, chosen), (client) => ({
    client,
    upstream:
      protocol === 'responses' ? client : readUpstreamAnswer(database, client.id, skipFailed),
  }));
  return { session, protocol, calls };
}

/** One line about the recording, without names of people or machines. */
export function describeOrigin({ client }: SessionSummary): string {
  return `recorded from ${clients[client].title}; pseudonymised by turntape promote`;
}
