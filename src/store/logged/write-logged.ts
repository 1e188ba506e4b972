// Takes the calls of session files into a database. A file is taken in again only when it has
// changed, or when its texts are wanted and were not kept; one that has grown is continued;
// a call that another file brought already
// is left alone.
import type { Database } from 'better-sqlite3';
import type { LoggedCall, LoggedSession, NotHeld } from '../../domain/logged-call.ts';
import { toAbout, toCallRow } from './logged-rows.ts';

/** A file as the file system tells of it. */
export interface LoggedFile {
  /** Without links, so that one file has one name. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface LoggedFileWriter {
  /**
   * Call after call, with what is known of its session.
   * @param isSettled the call stays as it is, whatever the file grows by
   */
  add(call: LoggedCall, session: LoggedSession | null, isSettled: boolean): void;
  /**
   * @param continuation where the next import can continue; null: it reads the file from its start
   * @returns calls that the file brings, and those of them that were not there before
   */
  finish(
    format: string,
    notHeld: readonly NotHeld[],
    continuation: string | null,
  ): { calls: number; added: number };
}

export interface LoggedWriter {
  /** False: the file is in the database as it is. */
  isNew(file: LoggedFile): boolean;
  /** What `finish` was given of the file as it is; null: nothing, or for other texts. */
  continuation(file: LoggedFile): string | null;
  /**
   * Replaces what the file brought earlier.
   * @param continues the calls that are settled stay
   */
  open(file: LoggedFile, continues: boolean): LoggedFileWriter;
}

/** Calls that are written in one transaction. */
const batchCalls = 500;

interface Pending {
  readonly call: LoggedCall;
  readonly session: LoggedSession | null;
  readonly isSettled: boolean;
}

/** @param keepsText texts and first words are kept as well */
export function createLoggedWriter(database: Database, keepsText: boolean): LoggedWriter {
  const findFile = database.prepare<[string], FileRow>(
    'SELECT id, bytes, modified_ms, keeps_text, continuation FROM log_files WHERE path = ?',
  );
  const countCalls = database
    .prepare<[number], number>('SELECT count(*) FROM logged_calls WHERE file = ?')
    .pluck();
  const dropCalls = database.prepare('DELETE FROM logged_calls WHERE file = ?');
  const dropOpen = database.prepare('DELETE FROM logged_calls WHERE file = ? AND settled = 0');
  const beginFile = database
    .prepare<[string, number], number>(
      `INSERT INTO log_files (path, format, bytes, modified_ms, keeps_text, not_held)
       VALUES (?, '', -1, 0, ?, '[]')
       ON CONFLICT (path) DO UPDATE
         SET bytes = -1, continuation = NULL, keeps_text = excluded.keeps_text RETURNING id`,
    )
    .pluck();
  const endFile = database.prepare(
    `UPDATE log_files SET format = ?, bytes = ?, modified_ms = ?, not_held = ?, continuation = ?
     WHERE id = ?`,
  );
  const insertCall = database.prepare(
    `INSERT INTO logged_calls
       (file, source, session, position, call_id, at_ms, usage, inputs, outputs, settled)
     VALUES (@file, @source, @session, @position, @call_id, @at_ms, @usage, @inputs, @outputs,
       @settled)
     ON CONFLICT DO NOTHING`,
  );
  const putSession = database.prepare(
    `INSERT INTO logged_sessions (source, id, about, first_words) VALUES (?, ?, ?, ?)
     ON CONFLICT (source, id) DO UPDATE
       SET about = excluded.about, first_words = coalesce(excluded.first_words, first_words)`,
  );
  const putText = database.prepare(
    'INSERT INTO logged_texts (hash, text) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );

  const begin = database.transaction((file: LoggedFile, continues: boolean) => {
    const id = beginFile.get(file.path, keepsText ? 1 : 0) ?? 0;
    const before = countCalls.get(id) ?? 0;
    (continues ? dropOpen : dropCalls).run(id);
    return { id, before };
  });
  const write = database.transaction((file: number, batch: readonly Pending[]): void => {
    for (const { call, session, isSettled } of batch) {
      insertCall.run({ file, ...toCallRow(call), settled: isSettled ? 1 : 0 });
      if (session !== null) {
        const { source, session: id } = call.usage;
        const words = keepsText && session.id === id ? session.firstWords : null;
        putSession.run(source, id, toAbout(session), words);
      }
      for (const { hash, text } of keepsText ? [...call.inputs, ...call.outputs] : []) {
        if (text !== undefined) putText.run(hash, text);
      }
    }
  });

  return {
    isNew({ path, bytes, modifiedMs }) {
      const known = findFile.get(path);
      if (known === undefined || (keepsText && known.keeps_text === 0)) return true;
      return known.bytes !== bytes || known.modified_ms !== modifiedMs;
    },
    continuation({ path }) {
      const known = findFile.get(path);
      // Other texts than the last time: those before the place are not there, or too many are.
      return known?.keeps_text === (keepsText ? 1 : 0) ? known.continuation : null;
    },
    open(file, continues) {
      const { id, before } = begin.immediate(file, continues);
      let batch: Pending[] = [];
      const flush = (): void => {
        if (batch.length > 0) write.immediate(id, batch);
        batch = [];
      };
      return {
        add(call, session, isSettled) {
          batch.push({ call, session, isSettled });
          if (batch.length >= batchCalls) flush();
        },
        finish(format, notHeld, continuation) {
          flush();
          endFile.run(
            format,
            file.bytes,
            file.modifiedMs,
            JSON.stringify(notHeld),
            continuation,
            id,
          );
          const calls = countCalls.get(id) ?? 0;
          return { calls, added: Math.max(0, calls - before) };
        },
      };
    },
  };
}

interface FileRow {
  readonly id: number;
  readonly bytes: number;
  readonly modified_ms: number;
  readonly keeps_text: number;
  readonly continuation: string | null;
}
