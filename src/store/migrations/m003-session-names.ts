// What a user calls a session and writes down about it. NULL: nothing.
import type { Migration } from './migration.ts';

export const m003SessionNames: Migration = {
  name: 'session-names',
  apply(database) {
    database.exec(`
      ALTER TABLE sessions ADD COLUMN name TEXT;
      ALTER TABLE sessions ADD COLUMN note TEXT;
      CREATE UNIQUE INDEX sessions_name ON sessions (name) WHERE name IS NOT NULL;
    `);
  },
};
