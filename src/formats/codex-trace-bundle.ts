// Codex CLI's rollout trace bundles (`CODEX_ROLLOUT_TRACE_ROOT`): trace.jsonl lists the inferences,
// the requests and what was answered stand in payloads/. A request is as it was sent; one that
// continues an earlier response is made whole with that. The answer is what Codex kept of it: the
// items and the usage, in its own words, here as the Responses API has them. No headers, status or
// chunk times.

import { tracePayloadName } from '../domain/trace-payload.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { tokenCount } from '../lib/token-count.ts';
import type { ExchangeFormat, SourceFile } from './exchange-format.ts';
import type { ForeignExchange } from './foreign-exchange.ts';
import { bytesOf } from './foreign-fields.ts';

export const codexTraceBundleFormat: ExchangeFormat = {
  name: 'codex-trace-bundle',
  title: 'a rollout trace bundle of Codex CLI (trace.jsonl)',
  reader: {
    sniff: (file) => file.lines()?.some((line) => eventOf(line) !== undefined) === true,
    read: (file) => ({ type: 'foreign', exchanges: readBundle(file) }),
  },
  writer: null,
};

/** The event of a line; undefined: it is about no inference. */
function eventOf(line: JsonObject): JsonObject | undefined {
  const { payload } = line;
  const isTrace = typeof line['rollout_id'] === 'string' && isJsonObject(payload);
  return isTrace && String(payload['type']).startsWith('inference_') ? payload : undefined;
}

interface Started {
  readonly id: string;
  readonly atMs: number | null;
  /** undefined: the request is not in the bundle. */
  readonly body: JsonObject | undefined;
}

function readBundle(file: SourceFile): ForeignExchange[] {
  const open = new Map<string, Started>();
  /** Input and output of each response, for requests that continue it. */
  const histories = new Map<string, readonly JsonValue[]>();
  const exchanges: ForeignExchange[] = [];
  const end = (event: JsonObject, endedAtMs: number | null): void => {
    const id = String(event['inference_call_id']);
    const started = open.get(id);
    if (started === undefined) return;
    open.delete(id);
    const answer = payloadOf(file, event['response_payload']);
    const { body } = started;
    if (body === undefined) return;
    const responseId = event['response_id'];
    if (answer !== undefined && typeof responseId === 'string') {
      histories.set(responseId, [...listIn(body['input']), ...listIn(answer['output_items'])]);
    }
    exchanges.push(toExchange(started, body, answer, responseId, endedAtMs));
  };
  for (const line of file.lines() ?? []) {
    const event = eventOf(line);
    if (event === undefined) continue;
    const atMs = typeof line['wall_time_unix_ms'] === 'number' ? line['wall_time_unix_ms'] : null;
    const id = String(event['inference_call_id']);
    if (event['type'] !== 'inference_started') end(event, atMs);
    else open.set(id, { id, atMs, body: wholeRequest(file, event, histories) });
  }
  for (const { id } of [...open.values()]) end({ inference_call_id: id }, null);
  return exchanges;
}

/** The request with everything that the model read; undefined: it is not in the bundle. */
function wholeRequest(
  file: SourceFile,
  event: JsonObject,
  histories: ReadonlyMap<string, readonly JsonValue[]>,
): JsonObject | undefined {
  const body = payloadOf(file, event['request_payload']);
  const continued = body?.['previous_response_id'];
  if (body === undefined || typeof continued !== 'string') return body;
  const mode = event['request_input_mode'];
  const untraced = isJsonObject(mode) ? payloadOf(file, mode['prefix_payload']) : undefined;
  const prefix = untraced?.['input'] ?? histories.get(continued);
  if (!Array.isArray(prefix)) return body;
  const { previous_response_id: _, type: __, input, ...rest } = body;
  return { ...rest, input: [...(prefix as readonly JsonValue[]), ...listIn(input)] };
}

function toExchange(
  { id, atMs }: Started,
  body: JsonObject,
  answer: JsonObject | undefined,
  responseId: JsonValue | undefined,
  endedAtMs: number | null,
): ForeignExchange {
  const elapsedMs = atMs === null || endedAtMs === null ? null : Math.max(0, endedAtMs - atMs);
  return {
    foreignId: id,
    method: 'POST',
    url: '/v1/responses',
    headers: [],
    body: bytesOf(body),
    startedAtMs: atMs,
    response:
      answer === undefined || typeof responseId !== 'string'
        ? null
        : {
            status: 200,
            headers: [['content-type', 'application/json']],
            body: bytesOf(toResponse(responseId, body, answer)),
            headElapsedMs: null,
            elapsedMs,
          },
  };
}

function toResponse(id: string, { model }: JsonObject, answer: JsonObject): JsonObject {
  const usage = answer['token_usage'];
  return {
    id,
    object: 'response',
    status: 'completed',
    ...(model === undefined ? {} : { model }),
    output: listIn(answer['output_items']),
    ...(isJsonObject(usage) ? { usage: toUsage(usage) } : {}),
  };
}

/** Codex's words for token counts -> those of the Responses API. */
function toUsage(usage: JsonObject): JsonObject {
  const count = (name: string): number => tokenCount(usage[name]) ?? 0;
  const written = tokenCount(usage['cache_write_input_tokens']);
  return {
    input_tokens: count('input_tokens'),
    input_tokens_details: {
      cached_tokens: count('cached_input_tokens'),
      ...(written === null ? {} : { cache_write_tokens: written }),
    },
    output_tokens: count('output_tokens'),
    output_tokens_details: { reasoning_tokens: count('reasoning_output_tokens') },
    total_tokens: count('total_tokens'),
  };
}

function payloadOf(file: SourceFile, reference: JsonValue | undefined): JsonObject | undefined {
  const name = tracePayloadName(reference);
  const value = name === null ? undefined : file.below(name);
  return isJsonObject(value) ? value : undefined;
}

function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
