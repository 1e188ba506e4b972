// Border of the simulator: any bytes -> a request whose parts that are read have the right types,
// or the 400 that the vendor's API gives for a wrong type. Other fields pass as they are.

import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { errorBody, type ValidationFailure } from './refusal.ts';
import type { ResponsesRequest } from './request.ts';

export type ParsedRequest =
  | { readonly ok: true; readonly request: ResponsesRequest; readonly raw: JsonObject }
  | { readonly ok: false; readonly failure: ValidationFailure };

const rule = 'malformed';

function fail(message: string, param: string | null, code: string | null): ParsedRequest {
  return { ok: false, failure: { rule, status: 400, body: errorBody(message, param, code) } };
}

function wrongType(param: string, expected: string, value: JsonValue | undefined): ParsedRequest {
  if (value === undefined) {
    return fail(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter');
  }
  const got = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  return fail(
    `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`,
    param,
    'invalid_type',
  );
}

type Check = (value: JsonValue | undefined) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isTextOrParts: Check = (value) =>
  isText(value) || (Array.isArray(value) && value.every(isPart));

/** Text parts need their text; other parts pass. */
function isPart(value: JsonValue): boolean {
  return isJsonObject(value) && isText(value['type']) && isPartText(value);
}

function isPartText(part: JsonObject): boolean {
  const { type } = part;
  if (type === 'refusal') return isText(part['refusal']);
  return typeof type === 'string' && type.endsWith('text') ? isText(part['text']) : true;
}

/** Fields that rendering reads, by item type. */
const itemFields: Readonly<Record<string, Readonly<Record<string, readonly [string, Check]>>>> = {
  message: {
    role: ['a string', isText],
    content: ['a string or an array of parts', isTextOrParts],
  },
  function_call: {
    call_id: ['a string', isText],
    name: ['a string', isText],
    arguments: ['a string', isText],
  },
  custom_tool_call: {
    call_id: ['a string', isText],
    name: ['a string', isText],
    input: ['a string', isText],
  },
  function_call_output: {
    call_id: ['a string', isText],
    output: ['a string or an array of parts', isTextOrParts],
  },
  custom_tool_call_output: {
    call_id: ['a string', isText],
    output: ['a string or an array of parts', isTextOrParts],
  },
};

/** Items that were found right, as they are passed on: an item is checked once. */
export type CheckedItems = WeakMap<JsonObject, JsonObject>;

/** @param excess what `findJsonExcess` says of the body */
export function excessFailure(excess: string): ValidationFailure {
  return { rule, status: 400, body: errorBody(`Your request body ${excess}.`, null, null) };
}

/** @param body the request body, decoded but not parsed */
export function parseResponsesRequest(body: string): ParsedRequest {
  return checkResponsesRequest(parseJson(body), new WeakMap());
}

/**
 * @param value the parsed body; undefined: it is not JSON
 * @param checked remembers items; they must not change afterwards
 */
export function checkResponsesRequest(
  value: JsonValue | undefined,
  checked: CheckedItems,
): ParsedRequest {
  if (!isJsonObject(value)) {
    return fail('We could not parse the JSON body of your request.', null, null);
  }
  if (!isText(value['model'])) return wrongType('model', 'a string', value['model']);
  const { input } = value;
  // The API's short form: one text is one message of the user.
  const items: JsonValue | undefined = isText(input)
    ? [{ type: 'message', role: 'user', content: input ?? '' }]
    : input;
  if (!Array.isArray(items)) return wrongType('input', 'a string or an array', input);
  const passed: JsonObject[] = [];
  for (const [index, item] of (items as readonly JsonValue[]).entries()) {
    const known = isJsonObject(item) ? checked.get(item) : undefined;
    if (known !== undefined) {
      passed.push(known);
      continue;
    }
    const wrong = checkItem(item, index);
    if (wrong) return wrong;
    const right = withType(item as JsonObject);
    checked.set(item as JsonObject, right);
    passed.push(right);
  }
  for (const [name, isRight, expected] of [
    ['tools', Array.isArray, 'an array'],
    ['reasoning', isJsonObject, 'an object'],
    ['text', isJsonObject, 'an object'],
    ['include', Array.isArray, 'an array'],
    ['instructions', isText, 'a string'],
    ['prompt_cache_key', isText, 'a string'],
  ] as const) {
    const field = value[name];
    if (field !== undefined && field !== null && !isRight(field)) {
      return wrongType(name, expected, field);
    }
  }
  for (const [index, tool] of ((value['tools'] ?? []) as readonly JsonValue[]).entries()) {
    if (!isJsonObject(tool)) return wrongType(`tools[${index}]`, 'an object', tool);
    if (!isText(tool['type'])) return wrongType(`tools[${index}].type`, 'a string', tool['type']);
  }
  // The checks above cover every field that the simulator reads.
  const request = {
    ...withoutNulls(value),
    input: passed,
  } as unknown as ResponsesRequest;
  return { ok: true, request, raw: value };
}

/** As the API reads an item without a type, or with none but null. */
function withType(item: JsonObject): JsonObject {
  return isText(item['type']) ? item : { ...item, type: 'message' };
}

/** A null parameter is one that was not sent. */
function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

function checkItem(item: JsonValue, index: number): ParsedRequest | undefined {
  const param = `input[${index}]`;
  if (!isJsonObject(item)) return wrongType(param, 'an object', item);
  const type = item['type'] ?? ('role' in item ? 'message' : undefined);
  if (typeof type !== 'string') return wrongType(`${param}.type`, 'a string', type);
  if (item['id'] !== undefined && item['id'] !== null && !isText(item['id'])) {
    return wrongType(`${param}.id`, 'a string', item['id']);
  }
  for (const [name, [expected, isRight]] of Object.entries(itemFields[type] ?? {})) {
    if (!isRight(item[name])) return wrongType(`${param}.${name}`, expected, item[name]);
  }
  return undefined;
}
