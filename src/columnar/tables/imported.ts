// The table of calls from session files: counters without requests. Apart from `calls`, since a
// session that was recorded is in its client's file too, and would be counted twice.
import type { Row, Table } from '../table.ts';

const columns = {
  session_id: ['STRING', 'as the client names it'],
  parent_id: ['STRING', 'session that it was forked from or works for; null: it is one'],
  client: ['STRING', 'client program; null: of a table of counters'],
  client_version: ['STRING', 'its version, where the file says it'],
  is_subagent: ['BOOLEAN', 'it works for its parent'],
  is_recorded: ['BOOLEAN', 'the session was recorded too: its calls are in `calls`'],
  call_id: ['STRING', 'the backend’s or the client’s name of the call'],
  seq: ['INT32', 'place in the session, from 0'],
  started_at: [
    'TIMESTAMP',
    'when its usage was reported, else the month’s first day; null (under 1970-01): not known',
  ],
  ttft_ms: ['DOUBLE', 'time to first token; null: not known'],
  model: ['STRING', 'model'],
  effort: ['STRING', 'reasoning effort'],
  input_tokens: ['INT32', 'with cached ones; null, here and below: not known'],
  cached_tokens: ['INT32', 'read from the cache'],
  cache_write_tokens: ['INT32', 'written to the cache'],
  output_tokens: ['INT32', 'with reasoning'],
  reasoning_tokens: ['INT32', 'part of the output'],
  is_compacted: ['BOOLEAN', 'the history was rewritten before this call'],
  cost_usd: ['DOUBLE', 'modelled: at the list price of the month; null: no price is known'],
} as const;

export type ImportedRow = Row<typeof columns>;

export const importedTable: Table<typeof columns> = {
  name: 'imported',
  about: 'one row for each call of an imported session file',
  columns,
};
