// The table of causes: why tokens that could have been cached were not, one row for each cause of a
// call. No excerpt of what changed is here.
import type { Row, Table } from '../table.ts';

const columns = {
  call_id: ['STRING', 'the call that lost them'],
  session_id: ['STRING', 'its session; null: of a trial'],
  trial_id: ['STRING', 'its trial; null: recorded'],
  label: ['STRING', 'as in `calls`'],
  model: ['STRING', 'as asked for'],
  started_at: ['TIMESTAMP', 'as in `calls`'],
  cause: ['STRING', 'as in `explain`'],
  by: ['STRING', '`client` or `translator` changed it; null: not known'],
  pointer: ['STRING', 'JSON pointer into the request’s body: it holds names of members'],
  byte: ['INT64', 'offset into that body'],
  tokens_lost: ['INT32', 'negative: the usage shows more than was expected'],
  cost_usd: ['DOUBLE', 'modelled: what they cost above a hit; null: no price is known'],
} as const;

export type CauseRow = Row<typeof columns>;

export const causesTable: Table<typeof columns> = {
  name: 'causes',
  about: 'one row for each cause of a call’s lost tokens',
  columns,
};
