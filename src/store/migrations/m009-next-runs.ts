// A run that is started again, until it has finished: then it replaces the one in `runs`. The same
// columns under the prefix `next_`, since its trials have the ids of those that they replace.
import type { Migration } from './migration.ts';

export const m009NextRuns: Migration = {
  name: 'next-runs',
  apply(database) {
    database.exec(`
      CREATE TABLE next_runs (
        id TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        started_at_ms REAL NOT NULL,
        finished INTEGER NOT NULL DEFAULT 0,
        definition TEXT NOT NULL
      ) STRICT;
      CREATE TABLE next_trials (
        id TEXT PRIMARY KEY,
        run TEXT NOT NULL REFERENCES next_runs (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        scenario TEXT NOT NULL,
        repeat INTEGER NOT NULL,
        variant TEXT NOT NULL,
        arm TEXT NOT NULL,
        outcome TEXT NOT NULL,
        UNIQUE (run, position)
      ) STRICT;
      CREATE TABLE next_trial_turns (
        trial TEXT NOT NULL REFERENCES next_trials (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        record TEXT NOT NULL,
        kept INTEGER NOT NULL,
        rest BLOB NOT NULL,
        suffix INTEGER NOT NULL DEFAULT 0,
        exchange TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (trial, seq)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
