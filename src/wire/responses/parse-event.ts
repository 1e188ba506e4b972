// Border parser of one Responses stream event. Anything that it does not know, or that lacks a
// field which its type promises, becomes `unknown`: a new upstream event can never break a session.
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { findJsonExcess, nestingMax } from '../../lib/json-excess.ts';
import { argumentsText } from './call-arguments.ts';
import { isErrorBody, readErrorPayload } from './error-payload.ts';
import type { ResponsesEvent } from './event.ts';

/** @returns the event with what its type promises; null: it does not have that */
type Read = (event: JsonObject) => JsonObject | null;

const text =
  (field: string): Read =>
  (event) =>
    typeof event[field] === 'string' ? event : null;
const object =
  (field: string): Read =>
  (event) =>
    isJsonObject(event[field]) ? event : null;
const always: Read = (event) => event;

/**
 * What each known event must have. Neither `item_id` nor `output_index` is: some servers lack them.
 */
const readers: Readonly<Record<Exclude<ResponsesEvent['type'], 'unknown' | 'error'>, Read>> = {
  'response.created': object('response'),
  'response.in_progress': object('response'),
  'response.completed': readEnd,
  'response.incomplete': readEnd,
  'response.failed': readEnd,
  'response.cancelled': readEnd,
  'response.done': readEnd,
  'response.output_item.added': readItem,
  'response.output_item.done': readItem,
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
  'response.function_call_arguments.done': readArguments,
  'response.custom_tool_call_input.done': text('input'),
};
/** By the event's type, which is a new text in every event: an object would intern each. */
const readerOf: ReadonlyMap<string, Read> = new Map(Object.entries(readers));

/** Some servers put all of the response, its cause or its usage beside the place for it. */
function readEnd(event: JsonObject): JsonObject {
  const { type: _, response, ...beside } = event;
  if (!isJsonObject(response)) return { response: beside };
  const { usage } = beside;
  return isJsonObject(usage) ? { response: { usage, ...response } } : event;
}

/** Some servers send the arguments as they are, not as a text of JSON. */
function readArguments(event: JsonObject): JsonObject | null {
  const { arguments: given } = event;
  if (isJsonObject(given)) return { ...event, arguments: argumentsText(given) };
  return typeof given === 'string' ? event : null;
}

/** An item with the fields that its own type promises and the translation reads. */
function readItem(event: JsonObject): JsonObject | null {
  const { item: given } = event;
  const plain = isJsonObject(given) ? withPlainFunction(given) : given;
  if (!isReadableItem(plain)) return null;
  const item = itemWithTextNames(plain);
  return item === given ? event : { ...event, item };
}

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
  if (typeof type === 'string' && !readerOf.has(type) && type !== 'error') {
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
  const read = type === undefined ? undefined : readerOf.get(type);
  const event = read === undefined ? byShape(value, type, name) : readNamed(read, value, type);
  return event ?? { type: 'unknown', wireType: type ?? 'unparsable', raw: value };
}

function readNamed(read: Read, value: JsonObject, type: string | undefined): ResponsesEvent | null {
  const event = read(value);
  return event === null ? null : (withDefaults(event, type) as unknown as ResponsesEvent);
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
  const isInner =
    typeof value['content_index'] === 'number' || typeof value['summary_index'] === 'number';
  const isPlaced =
    isInner || type === 'response.output_item.added' || type === 'response.output_item.done';
  const isNamed = typeof id === 'string' && id !== '';
  // Nearly every event: nothing is missing.
  if (isPlaced && isNamed && typeof place === 'number' && value['type'] === type) return value;
  return {
    ...value,
    ...(isPlaced ? {} : { content_index: 0, summary_index: 0 }),
    type: type ?? null,
    item_id: isNamed ? id : null,
    output_index: typeof place === 'number' ? place : null,
  };
}
