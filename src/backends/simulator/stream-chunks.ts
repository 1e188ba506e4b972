// One response as timed SSE chunks: the planned events, numbered, then the terminal event, or the
// fault that takes its place.

import type { ResponsesRequest } from '../../wire/responses/request.ts';
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
  readonly outputs: readonly OutputItem[];
  readonly usage: ResponsesUsage;
  readonly fault: Fault | null;
  /** Whether `response.completed` repeats the output items. */
  readonly fillsOutput: boolean;
  readonly latency: Latency;
}

export function streamChunks(plan: StreamPlan): PlannedChunk[] {
  const opening = openingResponse(plan);
  const inner = planEvents(opening, plan.outputs);
  const struck = plan.fault?.kind === 'stream' ? plan.fault : null;
  const events = struck ? inner.slice(0, Math.max(2, inner.length * struck.after)) : inner;
  const decodedTokens = struck
    ? (events.at(-1)?.decodedTokens ?? 0)
    : plan.outputs.reduce((sum, { tokens }) => sum + tokens, 0);
  const terminal = struck ? faultEvent(struck, opening) : completedEvent(plan, opening);
  if (terminal) events.push({ ...terminal, decodedTokens });
  const { prefillMs, decodeMsPerToken } = plan.latency;
  const encoder = new TextEncoder();
  return events.map(({ type, body, decodedTokens: decoded }, sequence_number) => ({
    bytes: encoder.encode(renderSse(type, JSON.stringify({ type, sequence_number, ...body }))),
    // The two opening events come as soon as the request is accepted, before prefill.
    elapsedMs: sequence_number < 2 ? 0 : prefillMs + decoded * decodeMsPerToken,
  }));
}

/**
 * The response object without its outcome. Tools and instructions are not echoed, although the real
 * one does: no client reads them and they would make up most of the stream.
 */
function openingResponse({ responseId, createdAt, request }: StreamPlan): ResponsesResponse {
  return {
    id: responseId,
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    model: request.model,
    output: [],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    reasoning: {
      effort: request.reasoning?.effort ?? null,
      summary: request.reasoning?.summary ?? null,
    },
    service_tier: request.service_tier ?? 'default',
    store: false,
    temperature: 1,
    text: { format: { type: 'text' }, ...request.text },
    tool_choice: request.tool_choice ?? 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    metadata: {},
  };
}

type TerminalEvent = Pick<PlannedEvent, 'type' | 'body'>;

function completedEvent(plan: StreamPlan, opening: ResponsesResponse): TerminalEvent {
  const output = plan.fillsOutput ? plan.outputs.map(({ item }) => item) : [];
  return {
    type: 'response.completed',
    body: { response: { ...opening, status: 'completed', output, usage: plan.usage } },
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
