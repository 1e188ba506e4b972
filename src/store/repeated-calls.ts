// Model calls that a client sent again although they had been answered.
import type { Database } from 'better-sqlite3';

/**
 * Two model calls of one session with the same request, the first answered in full, none between.
 */
export interface RepeatedCall {
  readonly session: string;
  readonly first: string;
  readonly second: string;
  /** Between the two starts. */
  readonly apartMs: number;
}

/**
 * Calls that were paid for again: something between client and upstream, or the client itself,
 * sent an answered request again. A repeat after a failure is what clients do, and is not listed.
 * @param session only this one
 */
export function listRepeatedCalls(database: Database, session?: string): RepeatedCall[] {
  return database
    .prepare<[string | null, string | null], RepeatedCall>(
      `SELECT session, first, id AS second, started_at_ms - first_ms AS apartMs FROM (
         SELECT exchanges.id, exchanges.session, started_at_ms,
           lag(exchanges.id) OVER same AS first, lag(started_at_ms) OVER same AS first_ms,
           lag(status = 200 AND outcome = 'complete') OVER same AS was_answered
         FROM exchanges
         JOIN sessions ON sessions.id = exchanges.session
         JOIN bodies ON bodies.hash = exchanges.body
         WHERE method = 'POST' AND sessions.kind IN ('turn', 'title', 'web-search')
           AND bodies.size > 0 AND (? IS NULL OR exchanges.session = ?)
         WINDOW same AS (PARTITION BY exchanges.session, exchanges.body ORDER BY seq)
       ) WHERE was_answered ORDER BY first`,
    )
    .all(session ?? null, session ?? null);
}
