// One response as timed SSE chunks: what the backend says of itself, the planned events, numbered,
// then the terminal event, or the fault that takes its place.

import type { JsonObject } from '../../lib/json.ts';
import { sum } from '../../stats/descriptive.ts';
import type { ResponsesRequest, ResponsesTool } from '../../wire/responses/request.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';
import { renderSse } from '../../wire/sse.ts';
import type { Fault } from './faults.ts';
import type { Latency } from './latency.ts';
import type { PlannedChunk } from './pace-chunks.ts';
import { type OutputItem, type PlannedEvent, planEvents } from './response-events.ts';

export interface StreamPlan {
  readonly responseId: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly request: ResponsesRequest;
  /** The `reasoning.context` that the response names; null: it names none. */
  readonly context: string | null;
  readonly outputs: readonly OutputItem[];
  readonly usage: ResponsesUsage;
  /** Why the cache missed; null: it was not asked for. */
  readonly diagnostics: JsonObject | null;
  /** Reasoning that was withheld, as `input_transformations` lists it; null: not said. */
  readonly transformations: readonly JsonObject[] | null;
  readonly fault: Fault | null;
  /** Whether `response.completed` repeats the output items. */
  readonly fillsOutput: boolean;
  readonly latency: Latency;
  /** Events of the Codex backend about itself, in front of the response; each with its `type`. */
  readonly preamble: readonly Readonly<Record<string, unknown>>[];
}

/** Bytes of an oversized event: more than a careful client would buffer for one line. */
const oversizedBytes = 2 * 1024 * 1024;
const inserts = {
  malformed: 'data: {"type":"response.output_text.delta","delta":\n\n',
  oversized: renderSse(
    'keepalive',
    JSON.stringify({ type: 'keepalive', padding: 'x'.repeat(oversizedBytes) }),
  ),
} as const;

export function streamChunks(plan: StreamPlan): PlannedChunk[] {
  const opening = openingResponse(plan);
  const inner = planEvents(opening, plan.outputs);
  const struck = plan.fault?.kind === 'stream' ? plan.fault : null;
  const isCut = struck !== null && struck.inserted === null;
  const kept = isCut ? inner.slice(0, Math.max(2, inner.length * struck.after)) : inner;
  const decodedTokens = isCut
    ? (kept.at(-1)?.decodedTokens ?? 0)
    : sum(plan.outputs.map(({ tokens }) => tokens));
  const terminal = isCut ? faultEvent(struck, opening) : completedEvent(plan, opening);
  const events = terminal ? [...kept, { ...terminal, decodedTokens }] : kept;
  const { prefillMs, decodeMsPerToken } = plan.latency;
  const echo = renderEcho(plan.request);
  const written = { object: opening, json: JSON.stringify(opening) };
  const chunks = events.map(({ type, body, decodedTokens: decoded }, sequence_number) => ({
    bytes: renderEvent(type, sequence_number, body, echo, written),
    // The two opening events come as soon as the request is accepted, before prefill.
    elapsedMs: sequence_number < 2 ? 0 : prefillMs + decoded * decodeMsPerToken,
  }));
  if (struck?.inserted) {
    const at = Math.ceil(chunks.length / 2);
    const elapsedMs = chunks[at - 1]?.elapsedMs ?? 0;
    chunks.splice(at, 0, { bytes: encode(inserts[struck.inserted]), elapsedMs });
  }
  const preamble = plan.preamble.map((event) => ({
    bytes: encode(renderSse(String(event['type']), JSON.stringify(event))),
    elapsedMs: 0,
  }));
  return [...preamble, ...chunks];
}

/** Small texts share memory, which is quicker than an encoder for each. */
const encode = (text: string): Uint8Array => Buffer.from(text);

/**
 * What the response object repeats of the request. It is most of the object's bytes and equal in
 * every event, so it is written out once.
 */
function renderEcho({ instructions, tools = noTools }: ResponsesRequest): Uint8Array[] {
  const bytes = writtenTools.get(tools) ?? encode(JSON.stringify(tools));
  writtenTools.set(tools, bytes);
  return [encode(`,"instructions":${JSON.stringify(instructions ?? null)},"tools":`), bytes];
}

const noTools: ResponsesTool[] = [];
/** Tools of parsed requests never change, and a conversation repeats them. */
const writtenTools = new WeakMap<readonly ResponsesTool[], Uint8Array>();

function renderEvent(
  type: string,
  sequence_number: number,
  body: Readonly<Record<string, unknown>>,
  echo: readonly Uint8Array[],
  /** The object that both opening events have. */
  written: { readonly object: unknown; readonly json: string },
): Uint8Array {
  if (body['response'] === undefined) {
    return encode(renderSse(type, JSON.stringify({ type, sequence_number, ...body })));
  }
  const head = JSON.stringify({ type, sequence_number });
  const { response: object } = body;
  const response = object === written.object ? written.json : JSON.stringify(object);
  // The echo goes where the response object ends: `}}` and the blank line follow.
  const text = renderSse(type, `${head.slice(0, -1)},"response":${response.slice(0, -1)}}}`);
  const end = text.length - '}}\n\n'.length;
  return Buffer.concat([encode(text.slice(0, end)), ...echo, encode(text.slice(end))]);
}

/** The response object without its outcome; `renderEcho` adds the rest. */
function openingResponse({
  responseId,
  createdAt,
  request,
  context,
}: StreamPlan): ResponsesResponse {
  return {
    id: responseId,
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    max_output_tokens: null,
    model: request.model,
    output: [],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    reasoning: {
      effort: request.reasoning?.effort ?? null,
      summary: request.reasoning?.summary ?? null,
      ...(context !== null && { context }),
    },
    service_tier: tierOf(request.service_tier),
    store: false,
    temperature: 1,
    text: { format: { type: 'text' }, ...request.text },
    tool_choice: request.tool_choice ?? 'auto',
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    metadata: {},
  };
}

/** The tier that answers, as the vendor's types name it: `fast` is another word for priority. */
function tierOf(asked: string | undefined): string {
  if (asked === undefined || asked === 'auto') return 'default';
  return asked === 'fast' ? 'priority' : asked;
}

type TerminalEvent = Pick<PlannedEvent, 'type' | 'body'>;

function completedEvent(plan: StreamPlan, opening: ResponsesResponse): TerminalEvent {
  const output = plan.fillsOutput ? plan.outputs.map(({ item }) => item) : [];
  return {
    type: 'response.completed',
    body: {
      response: {
        ...opening,
        status: 'completed',
        output,
        usage: plan.usage,
        ...(plan.diagnostics !== null && { prompt_cache_diagnostics: plan.diagnostics }),
        ...(plan.transformations !== null && { input_transformations: plan.transformations }),
      },
    },
  };
}

function faultEvent(
  { terminal, error, incompleteReason }: Extract<Fault, { kind: 'stream' }>,
  opening: ResponsesResponse,
): TerminalEvent | null {
  switch (terminal) {
    case null:
      return null;
    case 'error':
      return { type: 'error', body: { ...error, param: null } };
    case 'response.failed':
      return { type: terminal, body: { response: { ...opening, status: 'failed', error } } };
    case 'response.incomplete': {
      const incomplete_details = { reason: incompleteReason };
      return {
        type: terminal,
        body: { response: { ...opening, status: 'incomplete', incomplete_details } },
      };
    }
  }
}
