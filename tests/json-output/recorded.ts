// What is printed of recorded sessions and exchanges.
import { z } from 'zod';
import { counts, headers, number, text, texts, usage } from './shapes.ts';

const about = {
  id: z.string(),
  client: z.string(),
  side: z.enum(['client', 'upstream']),
  parent: text,
  agent_id: text,
  kind: z.string(),
  model: text,
  turns: z.number().describe('calls that were answered with status 200'),
  started_at: text.describe('UTC; null: no exchange could be stored'),
  status_counts: counts,
  cut: z.number().describe('incomplete exchanges'),
  gaps: z.number().describe('dropped exchanges'),
  duplicated_turns: z.number().describe('calls sent again although the first was answered'),
  client_session_id: text,
  name: text,
  note: text,
};

export const sessions = z
  .array(z.strictObject({ ...about, exchanges: z.number() }))
  .describe('turntape sessions --json: every session of a side');

const inSession = {
  id: z.string(),
  seq: z.number(),
  method: z.string(),
  path: z.string(),
  started_at: z.string(),
  status: number,
  outcome: z.string(),
  error: text,
  request_bytes: z.number(),
  response_bytes: z.number(),
  chunks: z.number(),
  head_ms: number,
  ttft_ms: number,
  first_item_ms: number,
  total_ms: number,
  usage,
  linked_exchanges: texts.describe('the other side of a gateway'),
  history: z
    .strictObject({
      continues: z.string(),
      exchange: text,
      sent: number,
      inherited: number,
      from: texts,
      unknown: text,
    })
    .nullable()
    .describe('null: the request brings its whole history'),
};

export const shownSession = z
  .strictObject({ ...about, exchanges: z.array(z.strictObject(inSession)) })
  .describe('turntape show SESSION --json');

export const shownExchange = z
  .strictObject({
    ...inSession,
    session: z.string(),
    request_headers: headers,
    response_headers: headers,
    trailers: headers,
  })
  .describe('turntape show EXCHANGE --json');

export const timeline = z
  .strictObject({
    id: z.string(),
    timeline: z.array(
      z.union([
        z.strictObject({
          ms: number,
          what: z.enum(['request', 'forwarded', 'headers', 'chunks', 'end']),
          chunks: z.number(),
          bytes: z.number(),
          events: texts,
        }),
        z.strictObject({
          id: z.string(),
          seq: z.number(),
          start_ms: z.number(),
          pause_ms: number,
          ttft_ms: number,
          total_ms: number,
          status: number,
        }),
      ]),
    ),
  })
  .describe('turntape show ID --timeline --json: moments of an exchange, or a session’s exchanges');

export const exportedTables = z
  .strictObject({
    folder: z.string(),
    files: z.number(),
    bytes: z.number(),
    rows: z.record(z.string(), z.number()).describe('by table'),
  })
  .describe('turntape export --parquet --json');

export const pruned = z
  .strictObject({
    dry_run: z.boolean().describe('true: nothing was deleted'),
    sessions: z.number(),
    exchanges: z.number(),
    imported_sessions: z.number(),
    bytes_before: z.number(),
    bytes_after: z.number(),
  })
  .describe('turntape prune --json');

export const promoted = z
  .strictObject({ path: z.string(), as: z.enum(['fixture', 'scenario']), calls: z.number() })
  .describe('turntape promote --json');

export const serverEvent = z
  .discriminatedUnion('event', [
    z.strictObject({ event: z.literal('listening'), url: z.string() }),
    z.strictObject({ event: z.literal('view'), url: z.string() }).describe('with --view'),
    z
      .strictObject({
        event: z.literal('exchange'),
        id: z.string(),
        session: z.string(),
        kind: z.string(),
        method: z.string(),
        path: z.string(),
        status: number,
        outcome: z.string(),
        error: text,
        request_bytes: z.number(),
        response_bytes: z.number(),
        first_byte_ms: number,
        total_ms: number,
      })
      .describe('with --follow'),
  ])
  .describe('a line of record, gateway, sim or view with --json');

const body = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ base64: z.string() }).describe('bytes that are no UTF-8'),
]);
export const exportedExchange = z
  .looseObject({
    schema: z.literal('turntape-exchange-1'),
    id: z.string(),
    session: z.looseObject({ id: z.string(), client: z.string() }),
    method: z.string(),
    target: z.string(),
    headers,
    startedAtMs: z.number(),
    body,
    responseBody: body,
    usage,
  })
  .describe('a line of turntape export --jsonl: the stored exchange, and the usage in its answer');
