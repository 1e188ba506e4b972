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
  const outer = isJsonObject(body) ? body : {};
  const inner = innermost(outer);
  const message = messageOf(outer, inner, body);
  const wrapped = depth < depthMax ? findWrapped(inner, message) : null;
  const within = wrapped === null ? null : readErrorPayload(wrapped, depth + 1);
  return {
    code: within?.code ?? word(inner['code']) ?? quotedCode(message) ?? word(outer['code']),
    errorType: within?.errorType ?? familyOf(inner['type']),
    message: within?.message ?? message,
    param: within?.param ?? word(inner['param']),
    status: statusOf(outer, inner) ?? within?.status ?? null,
    resetsInS: within?.resetsInS ?? count(inner['resets_in_seconds']),
    resetsAtS: within?.resetsAtS ?? timeOf(inner['resets_at']),
  };
}

/**
 * True for a body that is an error without saying so: `{"error": ...}` or `{"detail": ...}` alone.
 */
export function isErrorBody(body: JsonObject): boolean {
  const { error } = body;
  if (isJsonObject(error) || (typeof error === 'string' && error !== '')) return true;
  return 'detail' in body || (Array.isArray(body['errors']) && body['errors'].length > 0);
}

function innermost(outer: JsonObject): JsonObject {
  const list = outer['errors'];
  let found = outer;
  if (Array.isArray(list) && isJsonObject(list[0])) [found] = list as [JsonObject];
  for (let depth = 0; depth < depthMax; depth++) {
    const next = found['error'];
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
  const said = [inner['message'], inner['error'], outer['error'], detail, outer['message'], body];
  const text = said.find((value): value is string => typeof value === 'string' && value !== '');
  if (text !== undefined) return text;
  return detail === undefined || detail === null ? null : JSON.stringify(detail);
}

/** Another server's body: as JSON inside the message, or where routers keep the raw answer. */
function findWrapped(inner: JsonObject, message: string | null): JsonObject | null {
  const metadata = inner['metadata'];
  const texts = [isJsonObject(metadata) ? metadata['raw'] : undefined, message];
  for (const text of texts) {
    if (typeof text !== 'string') continue;
    const start = text.indexOf('{');
    const end = text.lastIndexOf('}');
    if (start === -1 || end < start) continue;
    const value = parseJson(text.slice(start, end + 1));
    if (isJsonObject(value) && (isErrorBody(value) || typeof value['message'] === 'string')) {
      return value;
    }
  }
  return null;
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

/** Seconds or milliseconds since 1970, or a date as text. */
function timeOf(value: JsonValue | undefined): number | null {
  const number = count(value);
  if (number !== null) return number > 1e11 ? number / 1000 : number;
  const date = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : date / 1000;
}

function count(value: JsonValue | undefined): number | null {
  const seconds = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : null;
}
