// The table of recorded sessions. What can be summed over `calls` is not here.
import type { Row, Table } from '../table.ts';

const columns = {
  session_id: ['STRING', 'session'],
  parent_id: ['STRING', 'main session of a subagent, title or search; null: it is one'],
  client: ['STRING', 'client program'],
  side: ['STRING', '`client`, or `upstream` of a gateway'],
  kind: ['STRING', '`turn`, `title`, `web-search` and so on'],
  model: ['STRING', 'of its last call that names one'],
  started_at: ['TIMESTAMP', 'its first exchange'],
  last_at: ['TIMESTAMP', 'its last exchange'],
  exchanges: ['INT32', 'all of its requests'],
  calls: ['INT32', 'model calls that were answered with 200'],
  incomplete: ['INT32', 'exchanges whose recorder was killed'],
  dropped: ['INT32', 'exchanges that were forwarded and not recorded'],
  repeated_calls: ['INT32', 'calls that were sent again although the first was answered'],
} as const;

export type SessionRow = Row<typeof columns>;

export const sessionsTable: Table<typeof columns> = {
  name: 'sessions',
  about: 'one row for each recorded session',
  columns,
};
