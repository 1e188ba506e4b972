import type { Database } from 'better-sqlite3';

/** Two model calls of one session with the same request, the first of them answered in full. */
export interface DuplicatedTurn {
  readonly session: string;
  readonly first: string;
  readonly second: string;
  /** Between the two starts. */
  readonly apartMs: number;
}

/**
 * Calls that a model was paid for twice: something between client and upstream, or the client itself,
 * sent an answered request again. A repeat after a failure is what clients do, and is not listed.
 * @param session only this one
 */
export function listDuplicatedTurns(database: Database, session?: string): DuplicatedTurn[] {
  return database
    .prepare<[string | null, string | null], DuplicatedTurn>(
      `SELECT first.session, first.id AS first, min(second.id) AS second,
         min(second.started_at_ms) - first.started_at_ms AS apartMs
       FROM exchanges AS first
       JOIN exchanges AS second ON second.body = first.body AND second.session = first.session
         AND second.seq > first.seq
       JOIN sessions ON sessions.id = first.session
       JOIN bodies ON bodies.hash = first.body
       WHERE first.status = 200 AND first.outcome = 'complete' AND first.method = 'POST'
         AND sessions.kind IN ('turn', 'title', 'web-search') AND bodies.size > 0
         AND (? IS NULL OR first.session = ?)
       GROUP BY first.id ORDER BY first.id`,
    )
    .all(session ?? null, session ?? null);
}
