// A whole session around the translator, for tests: a scripted backend on one side, a client that
// keeps its history as Claude Code does on the other.

import type { SessionMemory } from '../domain/session-memory.ts';
import type { RequestTranslation, TranslationInput } from '../domain/translation.ts';
import { defaultTranslatorOptions, type TranslatorOptions } from '../domain/translator-options.ts';
import type { JsonValue } from '../lib/json.ts';
import type { AnthropicContentBlock } from '../wire/anthropic/content.ts';
import type { AnthropicMessage } from '../wire/anthropic/message.ts';
import { parseAnthropicRequest } from '../wire/anthropic/parse-request.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../wire/anthropic/request.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import type { Commit } from './turn/states.ts';
import { openTurn } from './turn.ts';

/** One thing that the scripted model produces. */
export type Produced =
  | { type: 'reasoning'; encrypted: string; summary: string[] }
  | { type: 'text'; text: string }
  | { type: 'search'; id: string; query: string }
  | { type: 'call'; callId: string; name: string; arguments: string };

export interface PlayedTurn {
  readonly input: TranslationInput;
  readonly translation: RequestTranslation;
  /** The Anthropic SSE text that the client got. */
  readonly text: string;
  readonly result: Commit;
}

export function inputOf(
  request: Partial<AnthropicRequest>,
  options: Partial<TranslatorOptions> = {},
): TranslationInput {
  const parsed = parseAnthropicRequest({
    model: 'gpt-5.5',
    messages: [],
    ...request,
  } as unknown as JsonValue);
  if ('problem' in parsed) throw new TypeError(`${parsed.pointer}: ${parsed.problem}`);
  return {
    request: parsed.request,
    headers: [['X-Claude-Code-Session-Id', '7b7a2c1e-0000-4000-8000-000000000001']],
    options: { ...defaultTranslatorOptions, ...options },
    account: 'test-account',
  };
}

/** Plays one turn against the scripted output, as every driver does. Throws where it fails. */
export function playTurn(
  memory: SessionMemory,
  input: TranslationInput,
  output: readonly Produced[],
): PlayedTurn {
  const turn = openTurn(input);
  const step = turn.begin(memory.load(turn.keys));
  if (step.type !== 'send') throw new TypeError('the request cannot be translated');
  const { translation } = step.attempt;
  const answer = step.attempt.answer({ status: 200, headers: [] });
  const text = answer.feed(sseBytes(streamOf(output)));
  const result = answer.end();
  if (result.type !== 'commit') throw new TypeError('the scripted turn failed');
  memory.commit(result.writes);
  return { input, translation, text: text + result.text, result };
}

/** What Claude Code keeps of an answer: text that came after a call moves in front of it. */
export function keptBy(client: 'claude', message: AnthropicMessage): AnthropicMessageParam {
  const content: AnthropicContentBlock[] = client === 'claude' ? message.content : [];
  const firstCall = content.findIndex(({ type }) => type === 'tool_use');
  if (firstCall === -1) return { role: 'assistant', content };
  const before = content.slice(0, firstCall);
  const after = content.slice(firstCall);
  return {
    role: 'assistant',
    content: [
      ...before,
      ...after.filter(({ type }) => type === 'text'),
      ...after.filter(({ type }) => type !== 'text'),
    ],
  };
}

/** The items as a backend's own history has them, ids and states aside. */
export function nativeItems(output: readonly Produced[], withReasoning: boolean): ResponsesItem[] {
  return output
    .filter(({ type }) => withReasoning || type !== 'reasoning')
    .map((produced) => nativeItem(produced));
}

function nativeItem(produced: Produced): ResponsesItem {
  switch (produced.type) {
    case 'reasoning':
      return {
        type: 'reasoning',
        summary: produced.summary.map((text) => ({ type: 'summary_text', text })),
        encrypted_content: produced.encrypted,
      };
    case 'text':
      return {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: produced.text }],
      };
    case 'search':
      return searchItem(produced);
    case 'call':
      return {
        type: 'function_call',
        call_id: produced.callId,
        name: produced.name,
        arguments: produced.arguments,
      };
  }
}

function searchItem({ query }: Extract<Produced, { type: 'search' }>): ResponsesItem {
  return { type: 'web_search_call', status: 'completed', action: { type: 'search', query } };
}

/** An output item as `output_item.done` and a final `output` list have it. */
export function outputItem(produced: Produced, index: number): ResponsesItem {
  switch (produced.type) {
    case 'reasoning':
      return {
        type: 'reasoning',
        // Distinct over a whole session, as a backend's are.
        id: `rs_${produced.encrypted}`,
        summary: produced.summary.map((text) => ({ type: 'summary_text', text })),
        encrypted_content: produced.encrypted,
      };
    case 'text':
      return {
        type: 'message',
        id: `msg_${index}`,
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: produced.text, annotations: [] }],
      };
    case 'search':
      return { id: produced.id, ...searchItem(produced) };
    case 'call':
      return {
        type: 'function_call',
        id: `fc_${index}`,
        status: 'completed',
        call_id: produced.callId,
        name: produced.name,
        arguments: produced.arguments,
      };
  }
}

export const testUsage = {
  input_tokens: 2048,
  input_tokens_details: { cached_tokens: 1024 },
  output_tokens: 300,
  output_tokens_details: { reasoning_tokens: 200 },
  total_tokens: 2348,
};

/** The events of one item, as the backend streams them: added, deltas in halves, done. */
export function itemEvents(produced: Produced, index: number): JsonValue[] {
  const done = outputItem(produced, index);
  const at = { output_index: index, item_id: done.id ?? '' };
  const halves = (text: string): string[] => {
    const points = [...text];
    const middle = Math.ceil(points.length / 2);
    return [points.slice(0, middle).join(''), points.slice(middle).join('')].filter(Boolean);
  };
  const inner = ((): JsonValue[] => {
    switch (produced.type) {
      case 'reasoning':
        return produced.summary.flatMap((text, summary_index) =>
          halves(text).map((delta) => ({
            type: 'response.reasoning_summary_text.delta',
            ...at,
            summary_index,
            delta,
          })),
        );
      case 'text':
        return halves(produced.text).map((delta) => ({
          type: 'response.output_text.delta',
          ...at,
          content_index: 0,
          delta,
        }));
      case 'search':
        return [{ type: 'response.web_search_call.searching', ...at }];
      case 'call':
        return halves(produced.arguments).map((delta) => ({
          type: 'response.function_call_arguments.delta',
          ...at,
          delta,
        }));
    }
  })();
  const unfinished = {
    reasoning: { summary: [], encrypted_content: 'snapshot' },
    text: { content: [] },
    search: { status: 'in_progress', action: null },
    call: { arguments: '' },
  };
  const empty = { ...done, ...unfinished[produced.type] };
  return [
    { type: 'response.output_item.added', output_index: index, item: empty },
    ...inner,
    { type: 'response.output_item.done', output_index: index, item: done },
  ] as unknown as JsonValue[];
}

/** A whole stream; the terminal event has no output, as on the Codex backend. */
export function streamOf(output: readonly Produced[]): JsonValue[] {
  return [
    createdEvent,
    ...output.flatMap((produced, index) => itemEvents(produced, index)),
    completedEvent([]),
  ];
}

export const createdEvent: JsonValue = {
  type: 'response.created',
  response: { id: 'resp_test', status: 'in_progress', output: [] },
};

export function completedEvent(output: readonly ResponsesItem[]): JsonValue {
  return {
    type: 'response.completed',
    response: { id: 'resp_test', status: 'completed', output, usage: testUsage },
  } as unknown as JsonValue;
}

export function sseBytes(events: readonly JsonValue[]): Uint8Array {
  const text = events
    .map(
      (event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`,
    )
    .join('');
  return new TextEncoder().encode(text);
}
