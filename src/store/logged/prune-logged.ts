// Retention of imported sessions: whole ones go, the ones that have been quiet for longest first.
// Their files stay known as they are, so that the next import does not bring them back.
import type { Database } from 'better-sqlite3';

interface Quiet {
  readonly source: string;
  readonly session: string;
  /** Of its last call that says when it was, ms since 1970; 0: none does. */
  readonly lastAtMs: number;
}

/**
 * @param mayGo asked for one session after the other; false ends it
 * @returns sessions that are gone
 */
export function pruneLogged(database: Database, mayGo: (lastAtMs: number) => boolean): number {
  const sessions = database
    .prepare<[], Quiet>(
      `SELECT source, session, coalesce(max(at_ms), 0) AS lastAtMs FROM logged_calls
       GROUP BY source, session ORDER BY lastAtMs`,
    )
    .all();
  const remove = database.transaction(({ source, session }: Quiet): void => {
    // What was known at the end of their files may hold their words.
    database
      .prepare(
        `UPDATE log_files SET continuation = NULL
         WHERE id IN (SELECT file FROM logged_calls WHERE source = ? AND session = ?)`,
      )
      .run(source, session);
    database
      .prepare('DELETE FROM logged_calls WHERE source = ? AND session = ?')
      .run(source, session);
    database
      .prepare('DELETE FROM logged_sessions WHERE source = ? AND id = ?')
      .run(source, session);
  });
  let removed = 0;
  for (const session of sessions) {
    if (!mayGo(session.lastAtMs)) break;
    remove.immediate(session);
    removed++;
  }
  if (removed > 0) dropUnusedTexts(database);
  return removed;
}

/** A text goes when no call that is left has it. */
function dropUnusedTexts(database: Database): void {
  const hashesIn = (column: 'inputs' | 'outputs'): string =>
    `SELECT json_extract(item.value, '$[3]') FROM logged_calls, json_each(${column}) AS item`;
  database.exec(
    `DELETE FROM logged_texts WHERE hash NOT IN (${hashesIn('inputs')} UNION ${hashesIn('outputs')})`,
  );
}
