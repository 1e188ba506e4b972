// Runs of `ab`: the definition, the trials, and each trial's requests with what came back. Request
// bodies are kept whole in effect: a body is the first `kept` bytes of the one before it in its
// trial, then `rest` (zstd), since a session's requests repeat their history.
import type { Migration } from './migration.ts';

export const m002Runs: Migration = {
  name: 'runs',
  apply(database) {
    database.exec(`
      CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        started_at_ms REAL NOT NULL,
        finished INTEGER NOT NULL DEFAULT 0,
        definition TEXT NOT NULL
      ) STRICT;
      CREATE TABLE trials (
        id TEXT PRIMARY KEY,
        run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        scenario TEXT NOT NULL,
        repeat INTEGER NOT NULL,
        variant TEXT NOT NULL,
        arm TEXT NOT NULL,
        outcome TEXT NOT NULL,
        UNIQUE (run, position)
      ) STRICT;
      CREATE TABLE trial_turns (
        trial TEXT NOT NULL REFERENCES trials (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        record TEXT NOT NULL,
        kept INTEGER NOT NULL,
        rest BLOB NOT NULL,
        PRIMARY KEY (trial, seq)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
