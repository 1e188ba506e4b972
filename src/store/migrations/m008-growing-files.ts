// Session files that grow are read from where the last import ended. `continuation` is that
// place, with what was known there (JSON, of the reader); null: the file is read from its start. Calls that
// what follows may still change are not `settled`, and are replaced.
import type { Migration } from './migration.ts';

export const m008GrowingFiles: Migration = {
  name: 'growing-files',
  apply(database) {
    database.exec(`
      ALTER TABLE log_files ADD COLUMN continuation TEXT;
      ALTER TABLE logged_calls ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
    `);
  },
};
