// Border parser of one Responses stream event. Anything that it does not know, or that lacks a field
// which its type promises, becomes `unknown`: a new upstream event can never break a session.
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import type { ResponsesEvent } from './event.ts';

type Check = (event: JsonObject) => boolean;

const number =
  (field: string): Check =>
  (event) =>
    typeof event[field] === 'number';
const text =
  (field: string): Check =>
  (event) =>
    typeof event[field] === 'string';
const object =
  (field: string): Check =>
  (event) =>
    isJsonObject(event[field]);
const all =
  (...checks: Check[]): Check =>
  (event) =>
    checks.every((check) => check(event));
/** An item with the fields that its own type promises and the translation reads. */
const item: Check = (event) => {
  const value = event['item'];
  if (!isJsonObject(value) || typeof value['type'] !== 'string') return false;
  switch (value['type']) {
    case 'function_call':
      return typeof value['call_id'] === 'string' && typeof value['name'] === 'string';
    case 'custom_tool_call':
      return typeof value['call_id'] === 'string' && typeof value['name'] === 'string';
    default:
      return true;
  }
};
const inItem = number('output_index');

/** What each known event must have. `item_id` is not needed: `output_index` names the item. */
const required: Readonly<Record<Exclude<ResponsesEvent['type'], 'unknown'>, Check>> = {
  'response.created': object('response'),
  'response.in_progress': object('response'),
  'response.completed': object('response'),
  'response.incomplete': object('response'),
  'response.failed': object('response'),
  'response.output_item.added': all(inItem, item),
  'response.output_item.done': all(inItem, item),
  'response.content_part.added': all(inItem, object('part')),
  'response.content_part.done': all(inItem, object('part')),
  'response.output_text.delta': all(inItem, text('delta')),
  'response.refusal.delta': all(inItem, text('delta')),
  'response.output_text.done': all(inItem, text('text')),
  'response.refusal.done': all(inItem, text('refusal')),
  'response.output_text.annotation.added': inItem,
  'response.reasoning_summary_part.added': inItem,
  'response.reasoning_summary_part.done': inItem,
  'response.reasoning_summary_text.delta': all(inItem, text('delta')),
  'response.reasoning_summary_text.done': all(inItem, text('text')),
  'response.reasoning_text.delta': all(inItem, text('delta')),
  'response.function_call_arguments.delta': all(inItem, text('delta')),
  'response.custom_tool_call_input.delta': all(inItem, text('delta')),
  'response.function_call_arguments.done': all(inItem, text('arguments')),
  'response.custom_tool_call_input.done': all(inItem, text('input')),
  error: () => true,
};

/** @param data one event's `data`. Never throws. */
export function parseResponsesEvent(data: string): ResponsesEvent {
  const value = parseJson(data);
  if (!isJsonObject(value) || typeof value['type'] !== 'string') {
    return { type: 'unknown', wireType: 'unparsable', raw: value ?? data };
  }
  const type = value['type'];
  if (type === 'error') return parseError(value);
  const check = Object.hasOwn(required, type) ? required[type as keyof typeof required] : undefined;
  if (check?.(value) !== true) return { type: 'unknown', wireType: type, raw: value };
  return withDefaults(value) as unknown as ResponsesEvent;
}

/** Some backends leave the inner index out where there is only one part. */
function withDefaults(value: JsonObject): JsonObject {
  if ('content_index' in value || 'summary_index' in value || 'item' in value) return value;
  return { ...value, content_index: 0, summary_index: 0 };
}

/** Flat (`{type, code, message}`) or nested (`{type, status, error: {...}}`) errors. */
function parseError(value: JsonObject): ResponsesEvent {
  const inner = isJsonObject(value['error']) ? value['error'] : value;
  const message = inner['message'];
  const code = inner['code'] ?? (inner === value ? null : inner['type']);
  const status = value['status'];
  return {
    type: 'error',
    code: typeof code === 'string' ? code : null,
    message: typeof message === 'string' ? message : 'the upstream reported an error',
    ...(typeof status === 'number' ? { status } : {}),
  };
}
