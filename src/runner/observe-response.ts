// Reads a backend's answer as the harness needs it: whole, with the times of what came first. Does
// not translate: that is the translator's work, on the same bytes.

import type { BackendResponse } from '../domain/backend.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';
import type { ResponsesEvent } from '../wire/responses/event.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import { parseResponsesEvent } from '../wire/responses/parse-event.ts';
import type { ResponsesUsage } from '../wire/responses/usage.ts';
import { createSseDecoder } from '../wire/sse.ts';

export interface ObservedResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly chunks: readonly Uint8Array[];
  /** Output items in the order in which they were done. */
  readonly items: readonly ResponsesItem[];
  readonly usage: ResponsesUsage | null;
  readonly completed: boolean;
  /** The error of a refused or failed response, one line; null when it went well. */
  readonly error: string | null;
  /** ms since the request was flushed; null: never happened. */
  readonly ttftMs: number | null;
  readonly firstItemMs: number | null;
  /** First delta of visible text. */
  readonly firstTextMs: number | null;
  /** Last output delta. */
  readonly lastOutputMs: number | null;
  readonly totalMs: number;
}

const errorCharsMax = 300;

/** The message of an error body in either of the backend's shapes, else the text itself. */
function describeError(status: number, text: string): string {
  const value = parseJson(text);
  let message = text;
  if (isJsonObject(value)) {
    const error = value['error'];
    if (isJsonObject(error) && typeof error['message'] === 'string') message = error['message'];
    else if (typeof value['detail'] === 'string') message = value['detail'];
  }
  return `${status} ${message.replaceAll(/\s+/g, ' ').trim().slice(0, errorCharsMax)}`;
}

interface Seen {
  items: ResponsesItem[];
  usage: ResponsesUsage | null;
  completed: boolean;
  error: string | null;
  ttftMs: number | null;
  firstItemMs: number | null;
  firstTextMs: number | null;
  lastOutputMs: number | null;
}

function note(seen: Seen, event: ResponsesEvent, elapsedMs: number): void {
  if (event.type.endsWith('.delta')) {
    seen.ttftMs ??= elapsedMs;
    seen.lastOutputMs = elapsedMs;
  }
  if (event.type === 'response.output_text.delta') seen.firstTextMs ??= elapsedMs;
  switch (event.type) {
    case 'response.output_item.added':
      seen.firstItemMs ??= elapsedMs;
      break;
    case 'response.output_item.done':
      seen.items.push(event.item);
      break;
    case 'response.completed':
      seen.usage = event.response.usage;
      seen.completed = true;
      break;
    case 'response.incomplete':
      seen.usage = event.response.usage;
      seen.error = `incomplete: ${event.response.incomplete_details?.reason ?? 'no reason given'}`;
      break;
    case 'response.failed':
      seen.usage = event.response.usage;
      seen.error = `failed: ${event.response.error?.message ?? 'no reason given'}`;
      break;
    case 'error':
      seen.error = `failed: ${event.message}`;
      break;
    default:
      break;
  }
}

/** @param leaving the client goes away when the first output has come; else all is read */
export async function observeResponse(
  response: BackendResponse,
  leaving?: 'at-first-output',
): Promise<ObservedResponse> {
  const isStream = response.status >= 200 && response.status < 300;
  const decoder = createSseDecoder();
  const chunks: Uint8Array[] = [];
  const seen: Seen = {
    items: [],
    usage: null,
    completed: false,
    error: null,
    ttftMs: null,
    firstItemMs: null,
    firstTextMs: null,
    lastOutputMs: null,
  };
  let totalMs = 0;
  for await (const { bytes, elapsedMs } of response.body) {
    chunks.push(bytes);
    totalMs = elapsedMs;
    if (!isStream) continue;
    for (const { data } of decoder.feed(bytes)) note(seen, parseResponsesEvent(data), elapsedMs);
    if (leaving !== undefined && seen.ttftMs !== null) {
      seen.error = 'the client left before the answer was complete';
      return { status: response.status, headers: response.headers, chunks, totalMs, ...seen };
    }
  }
  if (isStream)
    for (const { data } of decoder.end()) note(seen, parseResponsesEvent(data), totalMs);
  else seen.error = describeError(response.status, Buffer.concat(chunks).toString('utf8'));
  if (isStream && !seen.completed) seen.error ??= 'the stream ended before it was complete';
  return { status: response.status, headers: response.headers, chunks, totalMs, ...seen };
}
