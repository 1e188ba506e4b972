// How a response ended, by what its last event says: its status and its error count more than the
// event's name, and what is incomplete says why, or has met its token limit.
import type { UpstreamFailure } from '../../domain/translation.ts';
import { readErrorPayload } from '../../wire/responses/error-payload.ts';
import type { ResponsesLifecycleType } from '../../wire/responses/event.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';
import { failureOfPayload } from '../read-failure.ts';

export type ResponseEnd =
  | { readonly type: 'failed'; readonly failure: UpstreamFailure }
  /** @param reason why it is incomplete, in the client's words; `other`: it has none for it */
  | { readonly type: 'incomplete'; readonly reason: 'max_tokens' | 'refusal' | 'other' }
  | { readonly type: 'complete' };

const limits: ReadonlySet<string> = new Set(['max_output_tokens', 'max_tokens', 'length']);
const filters: ReadonlySet<string> = new Set(['content_filter', 'content_policy', 'safety']);

export function readEnd(type: ResponsesLifecycleType, response: ResponsesResponse): ResponseEnd {
  const status: string | undefined = response.status;
  const cancelled = type === 'response.cancelled' || status === 'cancelled';
  const failed = type === 'response.failed' || status === 'failed' || cancelled;
  if (failed || hasError(response)) {
    const otherwise = cancelled
      ? 'The upstream cancelled the response.'
      : 'The upstream reported that the response failed.';
    const payload = readErrorPayload(
      hasError(response) ? { error: response.error as never } : undefined,
    );
    return { type: 'failed', failure: failureOfPayload(payload, otherwise) };
  }
  const reason = response.incomplete_details?.reason;
  const isIncomplete = type === 'response.incomplete' || status === 'incomplete';
  if (!isIncomplete && typeof reason !== 'string') return { type: 'complete' };
  if (typeof reason !== 'string' || limits.has(reason)) {
    return { type: 'incomplete', reason: 'max_tokens' };
  }
  return { type: 'incomplete', reason: filters.has(reason) ? 'refusal' : 'other' };
}

function hasError({ error }: ResponsesResponse): boolean {
  if (typeof error === 'string') return error !== '';
  return typeof error === 'object' && error !== null && Object.keys(error).length > 0;
}
