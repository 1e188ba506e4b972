// Names and notes of sessions.
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';

/** undefined: stays as it is; empty: is taken away. */
export interface SessionLabels {
  readonly name: string | undefined;
  readonly note: string | undefined;
}

/** Names a session and notes something about it. Throws HarnessError `usage` for a name in use. */
export function nameSession(database: Database, session: string, labels: SessionLabels): void {
  const { name, note } = labels;
  if (name !== undefined && /^[sx]_/.test(name)) {
    throw new HarnessError('usage', `\`${name}\` looks like an id`, 'Choose another name');
  }
  if (name) {
    const other = database
      .prepare('SELECT id FROM sessions WHERE name = ? AND id <> ?')
      .pluck()
      .get(name, session);
    if (other !== undefined) {
      throw new HarnessError('usage', `${other} is called \`${name}\``, 'Choose another name');
    }
  }
  database
    .prepare(
      `UPDATE sessions SET
         name = CASE WHEN ?1 IS NULL THEN name ELSE nullif(?1, '') END,
         note = CASE WHEN ?2 IS NULL THEN note ELSE nullif(?2, '') END
       WHERE id = ?3`,
    )
    .run({ 1: name ?? null, 2: note ?? null, 3: session });
}
