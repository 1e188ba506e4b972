// The table of the trials of all saved runs. What can be summed over `calls` is not here.
import type { Row, Table } from '../table.ts';

const columns = {
  trial_id: ['STRING', 'trial'],
  run_id: ['STRING', 'run'],
  label: ['STRING', '`simulated` or `measured`'],
  backend: ['STRING', 'what answered'],
  model: ['STRING', 'model of the run'],
  position: ['INT32', 'place in the run, from 0'],
  scenario: ['STRING', 'scenario'],
  arm: ['STRING', 'arm'],
  variant: ['STRING', 'values of swept parameters'],
  repeat: ['INT32', 'from 0'],
  outcome: ['STRING', '`complete`, `stopped`, or `void:REASON`, which does not count'],
  started_at: ['TIMESTAMP', 'of the run'],
  calls: ['INT32', 'attempts'],
} as const;

export type TrialRow = Row<typeof columns>;

export const trialsTable: Table<typeof columns> = {
  name: 'trials',
  about: 'one row for each trial of a saved run',
  columns,
};
