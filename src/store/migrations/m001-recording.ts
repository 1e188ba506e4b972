// Sessions, exchanges, their bodies and chunks.
//
// `bodies` is content-addressed. `encoding` says how `data` becomes the plain bytes: `zstd`, or
// `splice` (the base body's first `prefix` and last `suffix` bytes around a zstd-compressed
// middle).
// `segments` holds response bytes as they were written out: one row per write, `sizes` and `times`
// as JSON arrays with one entry per chunk. A finished response is one row.
// An exchange with `outcome` NULL is running, or incomplete since its recorder died.
import { randomBytes } from 'node:crypto';
import type { Migration } from './migration.ts';

export const m001Recording: Migration = {
  name: 'recording',
  apply(database) {
    database.exec(`
      CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
      CREATE TABLE recorders (
        id INTEGER PRIMARY KEY,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        started_at_ms REAL NOT NULL,
        closed_at_ms REAL
      ) STRICT;
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        client TEXT NOT NULL,
        side TEXT NOT NULL,
        client_session_id TEXT,
        agent_id TEXT,
        kind TEXT NOT NULL,
        parent TEXT,
        gaps INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE TABLE bodies (
        hash TEXT PRIMARY KEY,
        encoding TEXT NOT NULL,
        size INTEGER NOT NULL,
        depth INTEGER NOT NULL,
        base TEXT REFERENCES bodies (hash),
        prefix INTEGER,
        suffix INTEGER,
        data BLOB NOT NULL
      ) STRICT;
      CREATE TABLE exchanges (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        session TEXT NOT NULL REFERENCES sessions (id),
        seq INTEGER NOT NULL,
        recorder INTEGER NOT NULL REFERENCES recorders (id),
        linked_to TEXT,
        started_at_ms REAL NOT NULL,
        method TEXT NOT NULL,
        target TEXT NOT NULL,
        headers TEXT NOT NULL,
        body TEXT NOT NULL REFERENCES bodies (hash),
        model TEXT,
        flushed_elapsed_ms REAL,
        status INTEGER,
        status_text TEXT,
        response_headers TEXT,
        response_elapsed_ms REAL,
        outcome TEXT,
        error TEXT,
        trailers TEXT,
        end_elapsed_ms REAL,
        UNIQUE (session, seq)
      ) STRICT;
      CREATE INDEX exchanges_linked_to ON exchanges (linked_to) WHERE linked_to IS NOT NULL;
      CREATE INDEX exchanges_body ON exchanges (body);
      CREATE INDEX bodies_base ON bodies (base) WHERE base IS NOT NULL;
      CREATE TABLE segments (
        exchange INTEGER NOT NULL REFERENCES exchanges (row) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        encoding TEXT NOT NULL,
        sizes TEXT NOT NULL,
        times TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (exchange, position)
      ) STRICT, WITHOUT ROWID;
    `);
    // Fingerprints of secrets are keyed per database, so that two dumps cannot be linked.
    database
      .prepare('INSERT INTO settings (name, value) VALUES (?, ?)')
      .run('fingerprint-key', randomBytes(32));
  },
};
