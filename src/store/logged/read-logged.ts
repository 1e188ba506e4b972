// The calls of session files that were imported.
import type { Database } from 'better-sqlite3';
import type { LoggedCall, LoggedSession, NotHeld } from '../../domain/logged-call.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { type CallRow, toLoggedCall, toLoggedSession } from './logged-rows.ts';

export interface StoredCall {
  readonly call: LoggedCall;
  /** null: a row of a table, which tells of no session. */
  readonly session: LoggedSession | null;
}

interface StoredRow extends CallRow {
  readonly about: string | null;
  readonly first_words: string | null;
}

/** Session by session, in their order. @param session of this id; absent: all */
export function* readLoggedCalls(database: Database, session?: string): Generator<StoredCall> {
  const rows = database
    .prepare<[string | null, string | null], StoredRow>(
      `SELECT logged_calls.*, about, first_words FROM logged_calls
       LEFT JOIN logged_sessions
         ON logged_sessions.source = logged_calls.source
         AND logged_sessions.id = logged_calls.session
       WHERE ? IS NULL OR session = ?
       ORDER BY logged_calls.source, session, position`,
    )
    .iterate(session ?? null, session ?? null);
  for (const row of rows) {
    const { about, first_words: words } = row;
    const own = about === null ? null : toLoggedSession(row.session, about, words);
    yield { call: toLoggedCall(row), session: own };
  }
}

/**
 * What at least one of the imported files does not hold. @param session of the files of this one
 */
export function readNotHeld(database: Database, session?: string): NotHeld[] {
  const lists = database
    .prepare<[string | null, string | null], string>(
      `SELECT DISTINCT not_held FROM log_files
       WHERE ? IS NULL OR id IN (SELECT file FROM logged_calls WHERE session = ?)`,
    )
    .pluck()
    .all(session ?? null, session ?? null);
  return [...new Set(lists.flatMap((list) => JSON.parse(list) as NotHeld[]))].sort();
}

/**
 * An imported session by its id, or an unambiguous beginning of one; null: there is none.
 * @throws HarnessError `usage` where several begin so
 */
export function findLoggedSession(database: Database, text: string): string | null {
  const found = database
    .prepare<[number, string], string>(
      `SELECT DISTINCT session FROM logged_calls WHERE substr(session, 1, ?) = ?
       ORDER BY length(session) LIMIT 2`,
    )
    .pluck()
    .all(text.length, text);
  const [first, second] = found;
  if (first === undefined || text === '') return null;
  if (second === undefined || first === text) return first;
  throw new HarnessError(
    'usage',
    `several imported sessions begin with \`${text}\``,
    'Give more of the id; turntape sessions --imported lists them',
  );
}
