// Upstream errors -> Anthropic errors, so that Claude Code reacts as it does with Anthropic's own
// API: context overflow compacts, rate limits wait, overload retries, and no transient fault
// becomes a generic 400, which makes the client degrade its requests step by step.

import type { Loss } from '../domain/loss.ts';
import type { UpstreamFailure } from '../domain/translation.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { AnthropicErrorBody, AnthropicErrorType } from '../wire/anthropic/message.ts';
import { failureMeaning } from './failure-meaning.ts';
import { statusOfName } from './known-failures.ts';
import { secondsInText } from './retry-after.ts';

/** An error as the client gets it: as a response, or its body as a stream's last event. */
export interface TranslatedError {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: AnthropicErrorBody;
}

/** A failure as a response, for a client that has been sent nothing yet. */
export function translateFailure(failure: UpstreamFailure): TranslatedError {
  const { status, message } = failure;
  const retryAfterS = failure.retryAfterS ?? secondsInText(message);
  switch (failureMeaning(failure)) {
    case 'context-overflow':
      return answer(400, 'invalid_request_error', `prompt is too long: ${message}`);
    case 'usage-limit':
      // Hours away: retrying would only burn the client's attempts.
      return answer(429, 'rate_limit_error', message, retryAfterS, false);
    case 'no-access':
      return answer(403, 'permission_error', message);
    case 'rate-limit':
      return answer(429, 'rate_limit_error', message, retryAfterS);
    case 'overloaded':
      return answer(529, 'overloaded_error', message, retryAfterS);
    case 'reasoning-refused':
    case 'permanent':
      return answer(400, 'invalid_request_error', message);
    case null:
      return byStatus(status ?? namedStatus(failure), message, retryAfterS);
  }
}

/**
 * What no translation can express and must not be dropped (a server tool, a choice of a tool that
 * is not there): the request's answer instead of an upstream call; null when there is none of it.
 * At the code of a continued thread Claude Code sends the whole conversation again, without
 * threads.
 */
export function refuseUnsupported(losses: readonly Loss[]): TranslatedError | null {
  const loss = losses.find(({ kind }) => kind === 'unsupported');
  if (loss === undefined) return null;
  const message = `${loss.pointer.slice(1).replaceAll('/', '.')}: ${loss.detail}`;
  const refusal = answer(400, 'invalid_request_error', message);
  if (loss.feature !== 'thread') return refusal;
  const { error } = refusal.body;
  const details = { error_code: 'thread_unsupported_request' };
  return { ...refusal, body: { type: 'error', error: { ...error, details } } };
}

/** A request without any message: the backend wants some input, as Anthropic's API does. */
export function refuseEmpty(itemCount: number): TranslatedError | null {
  return itemCount > 0
    ? null
    : answer(400, 'invalid_request_error', 'messages: at least one message is required');
}

/**
 * The documented error of a thinking block that the server does not accept. Claude Code answers it
 * by dropping the thinking of its history and asking once more, so reasoning that a backend refuses
 * leaves the history for good.
 */
export function signatureRefusal(): TranslatedError {
  const message =
    'Invalid `signature` in `thinking` block: the upstream refused the reasoning that it carries';
  return answer(400, 'invalid_request_error', message);
}

function namedStatus({ code, errorType = null }: UpstreamFailure): number | null {
  return statusOfName.get(code ?? '') ?? statusOfName.get(errorType ?? '') ?? null;
}

function byStatus(
  status: number | null,
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
  const isRefused = status !== null && status >= 400 && status < 500;
  return isRefused
    ? answer(400, 'invalid_request_error', message)
    : answer(status !== null && status >= 500 ? 502 : 500, 'api_error', message);
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
