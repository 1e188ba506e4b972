// The tables of an export.
import type { Table } from './table.ts';
import { callsTable } from './tables/calls.ts';
import { causesTable } from './tables/causes.ts';
import { importedTable } from './tables/imported.ts';
import { sessionsTable } from './tables/sessions.ts';
import { trialsTable } from './tables/trials.ts';

/** Adding one: a file in `tables`, a line here, its section in docs/fleet.md. */
export const exportTables: readonly Table[] = [
  callsTable,
  causesTable,
  sessionsTable,
  trialsTable,
  importedTable,
];
