// The smallest request that each rule strikes on: `sim --list-rules` prints the body that it gets.
import type { HeaderList } from '../../lib/header-list.ts';
import type { JsonObject } from '../../lib/json.ts';
import { liteHeaderLine } from '../../wire/responses/lite.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { formatItemId } from '../item-id.ts';
import type { Refusal, ValidationContext, ValidationRule } from './rule.ts';

interface Example {
  /** Fields of an accepted request, changed. */
  readonly change: JsonObject;
  readonly headers?: HeaderList;
  readonly context?: ValidationContext;
}

const stem = '0123456789abcdef'.repeat(2);
const reasoningId = formatItemId('rs', { stem, index: 0, reasoningIndex: null });
const messageId = formatItemId('msg', { stem, index: 1, reasoningIndex: 0 });
const user = { type: 'message', role: 'user', content: 'hello' };
const answer = { type: 'message', role: 'assistant', content: 'done' };
const reasoning = { type: 'reasoning', summary: [], encrypted_content: 'gAAAAAexample' };
const call = { type: 'function_call', call_id: 'call_1', name: 'ls', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'call_1', output: 'a' };
const marked = { type: 'input_text', text: 'x', cache_control: {} };

const accepted: JsonObject = { model: 'gpt-5.5', stream: true, store: false, input: [user] };

const named = (name: string): JsonObject => ({
  type: 'function',
  name,
  parameters: { type: 'object', properties: {} },
});

/** By rule; a test holds that every rule has one and strikes on it. */
export const ruleExamples: Readonly<Record<string, Example>> = {
  'model-refused': { change: {}, context: { refusedModels: ['gpt-5.5'] } },
  'lite-model-refused': {
    ...{ change: {}, headers: [liteHeaderLine] },
    context: { hasLite: false },
  },
  'lite-required': { change: { model: 'gpt-5.6-sol' }, context: { hasLite: true } },
  'lite-context-required': { change: { model: 'gpt-5.6-sol' }, headers: [liteHeaderLine] },
  'store-must-be-false': { change: { store: true } },
  'stream-must-be-true': { change: { stream: false } },
  'instructions-required': { change: {} },
  'instructions-not-valid': { change: { instructions: 'Be kind.' } },
  'system-messages-not-allowed': { change: { input: [{ ...user, role: 'system' }] } },
  'unsupported-parameter': { change: { max_output_tokens: 100 } },
  'cache-breakpoint-refused': { change: { prompt_cache_options: {} } },
  'unknown-parameter': { change: { input: [{ ...user, content: [marked] }] } },
  'key-too-long': { change: { prompt_cache_key: 'k'.repeat(65) } },
  'tool-name-invalid': { change: { tools: [{ type: 'function', name: 'a.b', parameters: {} }] } },
  'tool-schema-invalid': {
    change: { tools: [{ type: 'function', name: 'ls', parameters: { anyOf: [] } }] },
  },
  'too-many-tools': { change: { tools: Array.from({ length: 129 }, (_, at) => named(`t${at}`)) } },
  'effort-not-supported': {
    change: { reasoning: { effort: 'none' } },
    context: { efforts: ['low', 'medium', 'high'] },
  },
  'call-id-invalid': { change: { input: [{ ...call, call_id: '' }] } },
  'search-action-invalid': {
    change: { input: [{ type: 'web_search_call', action: { type: 'other' } }] },
  },
  'invalid-id-prefix': { change: { input: [{ ...answer, id: 'item_1' }] } },
  'reasoning-summary-missing': {
    change: { input: [{ type: 'reasoning', encrypted_content: 'gAAAAAexample' }, answer] },
  },
  'duplicate-item-id': { change: { input: [answer, answer].map(withId('msg_1')) } },
  'item-not-found': { change: { input: [{ type: 'item_reference', id: 'rs_1' }] } },
  'item-ids-refused': { change: { input: [{ ...reasoning, id: reasoningId }, answer] } },
  'encrypted-content-unverified': {
    change: { input: [reasoning, answer] },
    context: { openReasoning: () => null },
  },
  'reasoning-without-following-item': {
    change: { input: [user, { ...reasoning, id: reasoningId }] },
  },
  'item-without-reasoning': { change: { input: [{ ...answer, id: messageId }] } },
  'reasoning-misplaced-without-id': { change: { input: [reasoning, user] } },
  'reasoning-trailing-without-id': { change: { input: [user, reasoning] } },
  'reasoning-duplicated-without-id': {
    change: { input: [reasoning, answer, reasoning, answer] },
  },
  'call-without-output': { change: { input: [call] } },
  'output-without-call': { change: { input: [output] } },
  'context-window-exceeded': {
    change: {},
    context: { countInputTokens: () => 101, contextWindow: 100 },
  },
};

function withId(id: string) {
  return (item: JsonObject): JsonObject => ({ ...item, id });
}

/** What a rule answers to its example; null: it does not strike, or has none. */
export function exampleRefusal(rule: ValidationRule): Refusal | null {
  const example = ruleExamples[rule.name];
  if (example === undefined) return null;
  const request = { ...accepted, ...example.change } as unknown as ResponsesRequest;
  return rule.check({ request, headers: example.headers ?? [], context: example.context ?? {} });
}
