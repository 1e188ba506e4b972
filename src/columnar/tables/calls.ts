// The table of model calls: one row each, recorded or of a trial.
import type { Row, Table } from '../table.ts';

const columns = {
  call_id: ['STRING', 'exchange (`x_...`), or `TRIAL/NUMBER`'],
  session_id: ['STRING', 'session; null: of a trial'],
  run_id: ['STRING', 'run of `ab`; null: recorded'],
  trial_id: ['STRING', 'trial; null: recorded'],
  label: ['STRING', '`simulated` or `measured`, of a trial; null: recorded'],
  client: ['STRING', 'client program; null: of a trial'],
  side: ['STRING', '`client`, or `upstream` of a gateway'],
  kind: ['STRING', '`turn`, `title`, `web-search` and so on'],
  is_translated: ['BOOLEAN', 'a gateway made another call of it: that row has what was paid'],
  protocol: ['STRING', '`anthropic` or `responses`'],
  seq: ['INT32', 'place in the session or trial, from 0'],
  started_at: ['TIMESTAMP', 'when the request had arrived; a simulated trial begins with its run'],
  duration_ms: ['DOUBLE', 'to the end of the answer'],
  ttft_ms: ['DOUBLE', 'time to first token; null: there was none'],
  model: ['STRING', 'as asked for'],
  response_model: ['STRING', 'as the answer names it'],
  effort: ['STRING', 'reasoning effort as asked for'],
  status: ['INT32', 'HTTP status; null: no response'],
  error: ['STRING', 'the backend’s code, else how it ended; null: it went well'],
  has_usage: ['BOOLEAN', 'the answer reports tokens; where not, the next five are null'],
  input_tokens: ['INT32', 'with cached ones'],
  cached_tokens: ['INT32', 'read from the cache'],
  cache_write_tokens: ['INT32', 'written to the cache, where the backend says so'],
  output_tokens: ['INT32', 'with reasoning'],
  reasoning_tokens: ['INT32', 'part of the output, where the backend says so'],
  ideal_tokens: ['INT32', 'what an ideal cache holds of the prompt; null: not explained'],
  lost_tokens: ['INT32', 'what could have been cached and was not, as `explain` counts it'],
  cause: ['STRING', 'its largest cause; null: nothing was lost, or not explained'],
  cost_usd: ['DOUBLE', 'modelled: at the list price of the month; null: no price is known'],
  arm: ['STRING', 'of a trial'],
} as const;

export type CallRow = Row<typeof columns>;

export const callsTable: Table<typeof columns> = {
  name: 'calls',
  about: 'one row for each model call',
  columns,
};
