// Border parser of one Responses stream event. Anything that it does not know, or that lacks a
// field which its type promises, becomes `unknown`: a new upstream event can never break a session.
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { findJsonExcess, nestingMax } from '../../lib/json-excess.ts';
import { argumentsText } from './call-arguments.ts';
import { isErrorBody, readErrorPayload } from './error-payload.ts';
import type { ResponsesEvent } from './event.ts';

type Check = (event: JsonObject) => boolean;

const text =
  (field: string): Check =>
  (event) =>
    typeof event[field] === 'string';
const object =
  (field: string): Check =>
  (event) =>
    isJsonObject(event[field]);
const always: Check = () => true;
/** An item with the fields that its own type promises and the translation reads. */
const item: Check = (event) => isReadableItem(event['item']);

/**
 * What each known event must have. Neither `item_id` nor `output_index` is: some servers lack them.
 */
const required: Readonly<Record<Exclude<ResponsesEvent['type'], 'unknown' | 'error'>, Check>> = {
  'response.created': object('response'),
  'response.in_progress': object('response'),
  'response.completed': object('response'),
  'response.incomplete': object('response'),
  'response.failed': object('response'),
  'response.cancelled': object('response'),
  'response.done': object('response'),
  'response.output_item.added': item,
  'response.output_item.done': item,
  'response.content_part.added': object('part'),
  'response.content_part.done': object('part'),
  'response.output_text.delta': text('delta'),
  'response.refusal.delta': text('delta'),
  'response.output_text.done': text('text'),
  'response.refusal.done': text('refusal'),
  'response.output_text.annotation.added': always,
  'response.reasoning_summary_part.added': always,
  'response.reasoning_summary_part.done': always,
  'response.reasoning_summary_text.delta': text('delta'),
  'response.reasoning_summary_text.done': text('text'),
  'response.reasoning_text.delta': text('delta'),
  'response.reasoning_text.done': text('text'),
  'response.function_call_arguments.delta': text('delta'),
  'response.custom_tool_call_input.delta': text('delta'),
  'response.function_call_arguments.done': text('arguments'),
  'response.custom_tool_call_input.done': text('input'),
};

/** True for an output item that can be translated: one with a type, and a call with a name. */
export function isReadableItem(value: unknown): value is JsonObject {
  if (!isJsonObject(value) || typeof value['type'] !== 'string') return false;
  const isCall = value['type'] === 'function_call' || value['type'] === 'custom_tool_call';
  return !isCall || (typeof value['name'] === 'string' && value['name'] !== '');
}

/** A call whose name and arguments are inside `function`, as Chat Completions has them. */
export function withPlainFunction(item: unknown): unknown {
  if (!isJsonObject(item) || !isJsonObject(item['function']) || 'name' in item) return item;
  const { function: inner, ...rest } = item;
  return { ...rest, ...(inner as JsonObject) };
}

/** The item without names that are not texts: no call can be known by them. */
export function itemWithTextNames(item: JsonObject): JsonObject {
  const isName = (value: JsonValue | undefined): boolean =>
    value === undefined || value === null || typeof value === 'string';
  if (isName(item['id']) && isName(item['call_id'])) return item;
  const { id, call_id, ...rest } = item;
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof call_id === 'string' ? { call_id } : {}),
    ...rest,
  };
}

/**
 * @param data one event's `data`. Never throws.
 * @param name the event's own name, for payloads without a type
 */
export function parseResponsesEvent(data: string, name?: string): ResponsesEvent {
  const value = parseJson(data);
  const excess = findExcess(data);
  if (excess !== null) return excessive(isJsonObject(value) ? value['type'] : name, excess);
  if (!isJsonObject(value)) {
    const [first] = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
    return name === 'error' || (isJsonObject(first) && isErrorBody(first))
      ? { type: 'error', ...readErrorPayload(value ?? data) }
      : { type: 'unknown', wireType: 'unparsable', raw: value ?? data };
  }
  return parseResponsesPayload(value, name);
}

/** Shorter texts cannot be nested too deeply, and have few objects. */
const excessCharsMin = nestingMax;

/** What of a JSON text is over a limit, as a sentence's rest; null: nothing is. */
export function findExcess(data: string): string | null {
  return data.length < excessCharsMin ? null : findJsonExcess(Buffer.from(data));
}

/** An event that no code could follow down: an error, unless it would have been left out anyway. */
export function excessive(type: JsonValue | undefined, excess: string): ResponsesEvent {
  if (typeof type === 'string' && !Object.hasOwn(required, type) && type !== 'error') {
    return { type: 'unknown', wireType: type, raw: null };
  }
  return {
    ...{ type: 'error', code: 'event-excess', errorType: null, param: null, status: null },
    ...{ message: `An event of the answer ${excess}.`, resetsInS: null, resetsAtS: null },
  };
}

/** The same for a payload that is parsed already. */
export function parseResponsesPayload(value: JsonObject, name?: string): ResponsesEvent {
  const type = typeof value['type'] === 'string' ? value['type'] : name;
  const done = 'response.function_call_arguments.done';
  if (type === done && isJsonObject(value['arguments'])) {
    return parseResponsesPayload({ ...value, arguments: argumentsText(value['arguments']) }, name);
  }
  if (type !== undefined && ends.has(type) && !isJsonObject(value['response'])) {
    return endWithoutResponse(value, type);
  }
  if (type !== undefined && ends.has(type) && isJsonObject(value['usage'])) {
    // Beside the response, where a server has put it.
    const { usage, ...rest } = value;
    const response = { usage, ...(rest['response'] as JsonObject) };
    return parseResponsesPayload({ ...rest, response }, name);
  }
  if (isJsonObject(value['item']) && 'function' in value['item']) {
    const item = withPlainFunction(value['item']) as JsonObject;
    if (item !== value['item']) return parseResponsesPayload({ ...value, item }, name);
  }
  const check =
    type !== undefined && Object.hasOwn(required, type)
      ? required[type as keyof typeof required]
      : undefined;
  if (check?.(value) === true) {
    const inner = value['item'];
    const item = isJsonObject(inner) ? itemWithTextNames(inner) : inner;
    const said = item === inner ? value : { ...value, item: item ?? null };
    return withDefaults(said, type) as unknown as ResponsesEvent;
  }
  if (check === undefined) {
    const shaped = byShape(value, type, name);
    if (shaped !== null) return shaped;
  }
  return { type: 'unknown', wireType: type ?? 'unparsable', raw: value };
}

const ends: ReadonlySet<string> = new Set([
  ...['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled'],
  'response.done',
]);

/** What an end says beside the place where its response should be: all of it, or only its cause. */
function endWithoutResponse(value: JsonObject, type: string): ResponsesEvent {
  const { type: _, response: __, ...said } = value;
  return { type, response: said } as unknown as ResponsesEvent;
}

/** A payload that names no event that is known: a whole response, or an error. */
function byShape(value: JsonObject, type: string | undefined, name: string | undefined) {
  if (value['object'] === 'response' || (type === undefined && Array.isArray(value['output']))) {
    return { type: 'response.done', response: value } as unknown as ResponsesEvent;
  }
  const isNamed = type === 'error' || type === 'response.error' || name === 'error';
  const isOwn = type === undefined || /error/i.test(type) || value['object'] === 'error';
  const isError = isNamed || (isErrorBody(value) && isOwn);
  return isError ? ({ type: 'error', ...readErrorPayload(value) } as const) : null;
}

/**
 * Some backends leave the inner index out where there is only one part, others an item's id or
 * place.
 */
function withDefaults(value: JsonObject, type: string | undefined): JsonObject {
  const { item_id: id, output_index: place } = value;
  const inner = 'content_index' in value || 'summary_index' in value || 'item' in value;
  const isNamed = typeof id === 'string' && id !== '';
  // Nearly every event: nothing is missing.
  if (inner && isNamed && typeof place === 'number' && value['type'] === type) return value;
  return {
    ...(inner ? {} : { content_index: 0, summary_index: 0 }),
    ...value,
    type: type ?? null,
    item_id: isNamed ? id : null,
    output_index: typeof place === 'number' ? place : null,
  };
}
