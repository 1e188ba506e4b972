// Session files of clients: calls by their counters, items by kind, length and hash. `usage`,
// `inputs` and
// `outputs` are JSON. A text is kept once, and only where the import was asked to keep texts.
// `bytes` is how much of a file was read; -1 while it is read, so that an import that was cut short
// reads it again.
import type { Migration } from './migration.ts';

export const m007SessionFiles: Migration = {
  name: 'session-files',
  apply(database) {
    database.exec(`
      CREATE TABLE log_files (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        format TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        modified_ms REAL NOT NULL,
        keeps_text INTEGER NOT NULL,
        not_held TEXT NOT NULL
      );
      CREATE TABLE logged_sessions (
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        about TEXT NOT NULL,
        first_words TEXT,
        PRIMARY KEY (source, id)
      ) WITHOUT ROWID;
      CREATE TABLE logged_calls (
        key INTEGER PRIMARY KEY,
        file INTEGER NOT NULL REFERENCES log_files(id),
        source TEXT NOT NULL,
        session TEXT NOT NULL,
        position INTEGER NOT NULL,
        call_id TEXT,
        at_ms INTEGER,
        usage TEXT NOT NULL,
        inputs TEXT NOT NULL,
        outputs TEXT NOT NULL
      );
      CREATE UNIQUE INDEX logged_call_ids ON logged_calls (call_id) WHERE call_id IS NOT NULL;
      CREATE INDEX logged_calls_in_order ON logged_calls (source, session, position);
      CREATE INDEX logged_calls_of_file ON logged_calls (file);
      CREATE TABLE logged_texts (
        hash TEXT PRIMARY KEY,
        text TEXT NOT NULL
      ) WITHOUT ROWID;
    `);
  },
};
