// How a response ended, by what its last event says: its status and its error count more than the
// event's name, and what is incomplete says why, or has met its token limit.
import type { UpstreamFailure } from '../../domain/translation.ts';
import { isJsonObject } from '../../lib/json.ts';
import { readErrorPayload } from '../../wire/responses/error-payload.ts';
import type { ResponsesLifecycleType } from '../../wire/responses/event.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';
import { failureOfPayload } from '../read-failure.ts';

export type ResponseEnd =
  | { readonly type: 'failed'; readonly failure: UpstreamFailure }
  /** @param reason why it is incomplete, in the client's words; `other`: it has none for it */
  | { readonly type: 'incomplete'; readonly reason: 'max_tokens' | 'refusal' | 'other' }
  | { readonly type: 'complete' };

/** `max_output_tokens`, `length`, `model_context_window_exceeded`, ... */
const limits = /token|length|context/i;
const filters = /filter|policy|safety|moderation|recitation|prohibited|guardrail|block/i;
/** What broke off is not an end: another try can be whole. A status says it in the same words. */
const breaks = /error|fail|time_?out|interrupt|cancel|abort|disconnect|expire|lost/i;

export function readEnd(type: ResponsesLifecycleType, response: ResponsesResponse): ResponseEnd {
  const status: string | undefined = response.status;
  const cancelled = type === 'response.cancelled' || /^cancell?ed$/.test(status ?? '');
  const failed = type === 'response.failed' || breaks.test(status ?? '') || cancelled;
  const error = errorOf(response);
  if (failed || isError(response.error)) {
    const otherwise = cancelled
      ? 'The upstream cancelled the response.'
      : 'The upstream reported that the response failed.';
    const payload = readErrorPayload(isError(error) ? { error: error as never } : undefined);
    return { type: 'failed', failure: failureOfPayload(payload, otherwise) };
  }
  if (type === 'response.done' && (status === 'queued' || status === 'in_progress')) {
    return failedWith(`The upstream sent a response that is ${status}, and nothing more.`);
  }
  const reason = reasonOf(response.incomplete_details);
  const isIncomplete = type === 'response.incomplete' || status === 'incomplete';
  if (!isIncomplete && reason === null) return { type: 'complete' };
  if (reason === null || limits.test(reason)) return { type: 'incomplete', reason: 'max_tokens' };
  if (filters.test(reason)) return { type: 'incomplete', reason: 'refusal' };
  if (breaks.test(reason)) return failedWith(`The response is incomplete: ${reason}.`);
  return { type: 'incomplete', reason: 'other' };
}

/** Why a response is incomplete; some servers write the reason itself. */
function reasonOf(details: unknown): string | null {
  const reason = isJsonObject(details) ? details['reason'] : details;
  return typeof reason === 'string' && reason !== '' ? reason : null;
}

function failedWith(message: string): ResponseEnd {
  return { type: 'failed', failure: failureOfPayload(readErrorPayload(undefined), message) };
}

/** Where a response says what failed: some servers use the words of OpenAI's other protocols. */
function errorOf({ error, last_error, status_details }: ResponsesResponse): unknown {
  const details = isJsonObject(status_details) ? status_details['error'] : undefined;
  return [error, last_error, details].find(isError);
}

function isError(error: unknown): boolean {
  if (typeof error === 'string') return error !== '';
  return typeof error === 'object' && error !== null && Object.keys(error).length > 0;
}
