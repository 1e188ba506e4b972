// Row numbers of exchanges that are never given again. A recorder addresses what it records by that
// number; SQLite gives the highest one again once its row is deleted, and what came for the deleted
// exchange would then be stored under another session's.
// `row_numbers` holds one row: the highest number that was ever given.
//
// Also what tells a recorder that has ended from one that cannot be asked: `seen_at_ms`, when it
// last said that it lives, and `namespace`, the system in which its process id means something.
// NULL: it was recorded by a version that did not know them, or the system does not tell.
import type { Migration } from './migration.ts';

export const m006LastingNumbers: Migration = {
  name: 'lasting-numbers',
  apply(database) {
    database.exec(`
      CREATE TABLE row_numbers (last INTEGER NOT NULL) STRICT;
      INSERT INTO row_numbers SELECT coalesce(max(row), 0) FROM exchanges;
      ALTER TABLE recorders ADD COLUMN seen_at_ms REAL;
      ALTER TABLE recorders ADD COLUMN namespace TEXT;
    `);
  },
};
