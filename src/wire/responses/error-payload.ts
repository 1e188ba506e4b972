// What an error body says, whoever wrote it: the vendor (`error`), its gateways (`detail`), xAI
// (`code` beside a text), proxies that wrap another server's body in a message, and relays that
// send a number as the code. One reader for error responses, `error` events and failed responses.
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';

export interface ErrorPayload {
  /** The server's own code; null: it named none, or only a number. */
  readonly code: string | null;
  /** Its family of errors, such as `invalid_request_error`. */
  readonly errorType: string | null;
  /** null: it said nothing. */
  readonly message: string | null;
  /** The field of the request that it complains about. */
  readonly param: string | null;
  /** The HTTP status that the body names. */
  readonly status: number | null;
  /** When another try is worth it, in seconds from the answer. */
  readonly resetsInS: number | null;
  /** The same as a time, in seconds since 1970. */
  readonly resetsAtS: number | null;
}

/** Bodies inside bodies are read down to here. */
const depthMax = 4;

/** @param body the payload, or a text instead of it. Never throws. */
export function readErrorPayload(body: JsonValue | undefined, depth = 0): ErrorPayload {
  // Google's servers and their relays send a list with the error in it.
  if (Array.isArray(body)) return readErrorPayload((body as readonly JsonValue[])[0], depth);
  const outer = isJsonObject(body) ? body : {};
  const inner = innermost(outer);
  const message = messageOf(outer, inner, body);
  const wrapped = depth < depthMax ? findWrapped(inner, message) : null;
  const within = wrapped === null ? null : readErrorPayload(wrapped, depth + 1);
  return {
    code: within?.code ?? codeIn(inner) ?? quotedCode(message) ?? word(outer['code']),
    errorType: within?.errorType ?? familyOf(inner['type']),
    message: within?.message ?? message,
    param: within?.param ?? word(inner['param']),
    status: statusOf(outer, inner) ?? within?.status ?? null,
    resetsInS: within?.resetsInS ?? resetsIn(inner) ?? resetsIn(outer),
    resetsAtS: within?.resetsAtS ?? timeOf(inner['resets_at']),
  };
}

/** `__type` is what AWS calls it. */
function codeIn(inner: JsonObject): string | null {
  return word(inner['code']) ?? word(inner['__type']);
}

/**
 * True for a body that is an error without saying so: `{"error": ...}` or `{"detail": ...}` alone,
 * vLLM's `{"object": "error"}`, a message with a code and nothing that an answer has.
 */
export function isErrorBody(body: JsonObject): boolean {
  const { error } = body;
  if (isJsonObject(error) || (typeof error === 'string' && error !== '')) return true;
  if (body['object'] === 'error' || 'detail' in body) return true;
  if (Array.isArray(body['errors']) && body['errors'].length > 0) return true;
  const isSaid = typeof (body['message'] ?? body['msg']) === 'string';
  return isSaid && (error === true || codeNames.some((name) => name in body));
}

const codeNames = ['code', 'status', 'status_code', 'statusCode', '__type'] as const;

function innermost(outer: JsonObject): JsonObject {
  const list = outer['errors'];
  let found = outer;
  if (Array.isArray(list) && isJsonObject(list[0])) [found] = list as [JsonObject];
  for (let depth = 0; depth < depthMax; depth++) {
    const { error, detail } = found;
    const next = isJsonObject(error) ? error : detail;
    if (!isJsonObject(next)) break;
    found = next;
  }
  return found;
}

function messageOf(
  outer: JsonObject,
  inner: JsonObject,
  body: JsonValue | undefined,
): string | null {
  const detail = inner['detail'] ?? outer['detail'];
  const named = [inner['message'], inner['msg'], inner['error_description'], inner['error']];
  const said = [...named, outer['error'], detail, outer['message'], outer['msg'], body];
  const text = said.find((value): value is string => typeof value === 'string' && value !== '');
  if (text !== undefined) return text;
  return detail === undefined || detail === null ? null : JSON.stringify(detail);
}

/** Another server's body: as JSON inside the message, or where routers keep the raw answer. */
function findWrapped(inner: JsonObject, message: string | null): JsonObject | string | null {
  const metadata = inner['metadata'];
  const raw = isJsonObject(metadata) ? metadata['raw'] : undefined;
  for (const text of [raw, message]) {
    if (typeof text !== 'string') continue;
    const start = text.indexOf('{');
    const end = text.lastIndexOf('}');
    if (start === -1 || end < start) continue;
    const value = parseJson(text.slice(start, end + 1));
    if (isJsonObject(value) && (isErrorBody(value) || typeof value['message'] === 'string')) {
      return value;
    }
  }
  // The router's own message says only that something was wrong.
  return typeof raw === 'string' && /^\s*[^<\s]/.test(raw) ? raw : null;
}

/** A body that was printed into the message in another spelling than JSON: `{'code': 'x'}`. */
function quotedCode(message: string | null): string | null {
  return message === null ? null : (/'code'\s*:\s*'([a-z][\w.-]*)'/i.exec(message)?.[1] ?? null);
}

/** A name; a number in its place is a status. */
function word(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && /[a-z]/i.test(value) ? value : null;
}

/** `error` names the event, no family. */
function familyOf(value: JsonValue | undefined): string | null {
  return value === 'error' ? null : word(value);
}

function statusOf(outer: JsonObject, inner: JsonObject): number | null {
  const named = ['status', 'status_code', 'statusCode', 'code'].flatMap((key) => [
    outer[key],
    inner[key],
  ]);
  for (const value of named) {
    const status = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0;
    if (Number.isInteger(status) && status >= 400 && status < 600) return status;
  }
  return isValidation(inner['detail'] ?? outer['detail']) ? 422 : null;
}

/** What a framework says of a request whose fields are wrong: a list of places. */
function isValidation(detail: JsonValue | undefined): boolean {
  const [first] = Array.isArray(detail) ? (detail as readonly JsonValue[]) : [];
  return isJsonObject(first) && Array.isArray(first['loc']);
}

/** Seconds from now, in the words of OpenAI, of relays and of Google. */
function resetsIn(body: JsonObject): number | null {
  const ms = count(body['retry_after_ms']);
  const seconds = count(body['resets_in_seconds']) ?? count(body['retry_after']);
  return seconds ?? (ms === null ? null : ms / 1000) ?? retryDelay(body['details']);
}

/** Google's `RetryInfo`: `{"retryDelay": "34s"}`. */
function retryDelay(details: JsonValue | undefined): number | null {
  if (!Array.isArray(details)) return null;
  for (const detail of details as readonly JsonValue[]) {
    const delay = isJsonObject(detail) ? detail['retryDelay'] : undefined;
    if (typeof delay === 'string' && delay.endsWith('s')) return count(delay.slice(0, -1));
  }
  return null;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, or a date as text. */
function timeOf(value: JsonValue | undefined): number | null {
  let number = count(value);
  while (number !== null && number > 1e11) number /= 1000;
  if (number !== null) return number;
  const date = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : date / 1000;
}

function count(value: JsonValue | undefined): number | null {
  const seconds = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : null;
}
