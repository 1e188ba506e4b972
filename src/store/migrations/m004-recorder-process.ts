// Which process a recorder was: process ids are given again, in a container to the same program.
// `process_start` is when it began, in clock ticks since the boot; NULL where the system does not
// tell.
import type { Migration } from './migration.ts';

export const m004RecorderProcess: Migration = {
  name: 'recorder-process',
  apply(database) {
    database.exec('ALTER TABLE recorders ADD COLUMN process_start INTEGER');
  },
};
