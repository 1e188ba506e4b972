// Upstream errors -> Anthropic errors, so that Claude Code reacts as it does with Anthropic's own
// API: context overflow compacts, rate limits wait, overload retries, and no transient fault becomes
// a generic 400, which makes the client degrade its requests step by step.

import type { Loss } from '../domain/loss.ts';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';
import type { AnthropicErrorBody, AnthropicErrorType } from '../wire/anthropic/message.ts';
import { secondsInText, secondsOfHeader } from './retry-after.ts';
import type { UpstreamFailure } from './stream/part.ts';

export interface TranslatedError {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: AnthropicErrorBody;
}

/** Longest text of an upstream error that is passed on, in characters. */
const messageCharsMax = 4000;

/** What an error response or a failure says, as far as it can be read. */
interface UpstreamError {
  readonly status: number | null;
  readonly code: string;
  readonly message: string;
  /** Seconds until it is worth another try; null: not said. */
  readonly retryAfterS: number | null;
}

/** An upstream error response as the client gets it. */
export function translateErrorResponse(
  status: number,
  headers: HeaderList,
  bodyText: string,
): TranslatedError {
  return classify(readError(status, headers, bodyText));
}

/** A failure inside a stream, as a response: for one that came before any content. */
export function translateFailure(failure: UpstreamFailure): TranslatedError {
  return classify({
    status: failure.status,
    code: failure.code ?? '',
    message: failure.message,
    retryAfterS: secondsInText(failure.message),
  });
}

/** A failure inside a stream, as the stream's `error` event. */
export function translatePartFailure(failure: UpstreamFailure): AnthropicErrorBody {
  return translateFailure(failure).body;
}

/** The HTTP status that Anthropic's API sends with an error of this type. */
export function statusOfError(type: AnthropicErrorType): number {
  return statuses[type];
}

/**
 * A response translation's error as an HTTP response, for one that came before any content.
 * `isReasoningRefusal(0, JSON.stringify(body))` says whether a retry without reasoning can help.
 */
export function errorAsResponse(body: AnthropicErrorBody): TranslatedError {
  const { type, message } = body.error;
  return answer(statusOfError(type), type, message, secondsInText(message));
}

/**
 * What no translation can express and must not be dropped (a server tool, a choice of a tool that is
 * not there): the request's answer instead of an upstream call; null when there is nothing of it.
 */
export function refuseUnsupported(losses: readonly Loss[]): AnthropicErrorBody | null {
  const loss = losses.find(({ kind }) => kind === 'unsupported');
  if (loss === undefined) return null;
  const message = `${loss.pointer.slice(1).replaceAll('/', '.')}: ${loss.detail}`;
  return { type: 'error', error: { type: 'invalid_request_error', message } };
}

/**
 * The documented error of a thinking block that the server does not accept. Claude Code answers it by
 * dropping the thinking of its history and asking once more, so reasoning that a backend refuses
 * leaves the history for good.
 */
export function signatureRefusal(): TranslatedError {
  const message =
    'Invalid `signature` in `thinking` block: the upstream refused the reasoning that it carries';
  return answer(400, 'invalid_request_error', message);
}

const statuses: Readonly<Record<AnthropicErrorType, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};

const refusalCodes = new Set(['invalid_encrypted_content', 'thinking_signature_invalid']);
const refusalTexts = [
  /encrypted content .*could not be (verified|decrypted)/is,
  /item '.*' of type '.*' was provided without its required/is,
  /item with id 'rs_.*' not found/is,
  /duplicate item found with id rs_/is,
];

/**
 * True when the backend refused the reasoning that was replayed (it cannot be decrypted, has lost
 * what it belongs to, or is not found): the same request without reasoning can succeed.
 * @param status 0 for a failure inside a stream
 */
export function isReasoningRefusal(status: number, bodyText: string): boolean {
  if (status !== 0 && status !== 200 && status !== 400 && status !== 404) return false;
  const { code, message } = readError(status, [], bodyText);
  return refusalCodes.has(code) || refusalTexts.some((pattern) => pattern.test(message));
}

function classify(error: UpstreamError): TranslatedError {
  const { status, code, message } = error;
  if (isContextOverflow(error)) {
    return answer(400, 'invalid_request_error', `prompt is too long: ${message}`);
  }
  switch (code) {
    case 'usage_limit_reached':
      // Hours away: retrying would only burn the client's attempts.
      return answer(429, 'rate_limit_error', message, error.retryAfterS, false);
    case 'insufficient_quota':
    case 'usage_not_included':
    case 'billing_hard_limit_reached':
      return answer(403, 'permission_error', message);
    case 'rate_limit_exceeded':
      return answer(429, 'rate_limit_error', message, error.retryAfterS);
    case 'server_is_overloaded':
    case 'service_unavailable_error':
    case 'slow_down':
      return answer(529, 'overloaded_error', message, error.retryAfterS);
    default:
      break;
  }
  if (/at capacity|overloaded/i.test(message)) return answer(529, 'overloaded_error', message);
  return byStatus(status, code, message, error.retryAfterS);
}

function byStatus(
  status: number | null,
  code: string,
  message: string,
  retryAfterS: number | null,
): TranslatedError {
  switch (status) {
    case 401:
      return answer(401, 'authentication_error', message);
    case 402:
    case 403:
      return answer(403, 'permission_error', message);
    case 404:
      return answer(404, 'not_found_error', message);
    case 408:
    case 409:
    case 425:
    case 499:
      // About this attempt, not about the request: the next one may succeed.
      return answer(502, 'api_error', message);
    case 429:
      return answer(429, 'rate_limit_error', message, retryAfterS);
    case 503:
    case 529:
      return answer(529, 'overloaded_error', message, retryAfterS);
    default:
      break;
  }
  const isRefused =
    (status !== null && status >= 400 && status < 500) ||
    (status === null && refusedCodes.has(code));
  return isRefused
    ? answer(400, 'invalid_request_error', message)
    : answer(status !== null && status >= 500 ? 502 : 500, 'api_error', message);
}

/** Codes inside a stream, where there is no status, that another try cannot mend. */
const refusedCodes = new Set([
  ...['invalid_request_error', 'invalid_prompt', 'cyber_policy', 'invalid_encrypted_content'],
  ...['model_not_found', 'unsupported_parameter', 'invalid_value'],
]);

/** A body that is too large is one too: a 413 ends Claude Code's session, compacting can mend it. */
function isContextOverflow({ status, code, message }: UpstreamError): boolean {
  return (
    code === 'context_length_exceeded' ||
    code === 'context_too_large' ||
    status === 413 ||
    ((status === null || status === 400) && /context window|context length/i.test(message))
  );
}

function readError(status: number, headers: HeaderList, bodyText: string): UpstreamError {
  const body = parseJson(bodyText);
  const outer = isJsonObject(body) ? body : {};
  const error = isJsonObject(outer['error']) ? outer['error'] : outer;
  const detail = outer['detail'];
  const text = [error['message'], outer['error'], detail].find(
    (value) => typeof value === 'string',
  );
  const message = text ?? (detail !== undefined ? JSON.stringify(detail) : bodyText.trim()) ?? '';
  const code = [error['code'], error['type']].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  const resets = error['resets_in_seconds'];
  return {
    status,
    code: code ?? '',
    message:
      String(message).slice(0, messageCharsMax) || `The upstream answered with status ${status}.`,
    retryAfterS:
      secondsOfHeader(findHeader(headers, 'retry-after'), 1) ??
      secondsOfHeader(findHeader(headers, 'retry-after-ms'), 1000) ??
      (typeof resets === 'number' ? Math.max(0, Math.ceil(resets)) : null) ??
      secondsInText(String(message)),
  };
}

function answer(
  status: number,
  type: AnthropicErrorType,
  message: string,
  retryAfterS: number | null = null,
  retry = true,
): TranslatedError {
  return {
    status,
    headers: [
      ...(retryAfterS === null ? [] : [['retry-after', String(retryAfterS)] as const]),
      ...(retry ? [] : [['x-should-retry', 'false'] as const]),
    ],
    body: { type: 'error', error: { type, message } },
  };
}
