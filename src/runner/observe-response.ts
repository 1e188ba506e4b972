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
import { RunStopped } from './run-stopped.ts';

/** The status of a request that got no response at all. */
export const noResponse = 0;

export interface ObservedResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly chunks: readonly Uint8Array[];
  /** Output items in the order in which they were done. */
  readonly items: readonly ResponsesItem[];
  readonly usage: ResponsesUsage | null;
  readonly completed: boolean;
  /** The model that the response names. */
  readonly model: string | null;
  /** The error of a refused or failed response, one line; null when it went well. */
  readonly error: string | null;
  /** The error's code as the backend gives it, else its kind (`http-400`); null when it went well. */
  readonly errorCode: string | null;
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

/** Message and code of an error body in either of the backend's shapes, else the text itself. */
function describeError(status: number, text: string): Pick<Seen, 'error' | 'errorCode'> {
  const value = parseJson(text);
  const body = isJsonObject(value) ? value : {};
  const { message, code } = isJsonObject(body['error']) ? body['error'] : {};
  const said = [message, body['detail'], text].find((words) => typeof words === 'string') ?? '';
  return {
    error: `${status} ${said.replaceAll(/\s+/g, ' ').trim().slice(0, errorCharsMax)}`,
    errorCode: typeof code === 'string' && code !== '' ? code : `http-${status}`,
  };
}

interface Seen {
  items: ResponsesItem[];
  usage: ResponsesUsage | null;
  completed: boolean;
  model: string | null;
  error: string | null;
  errorCode: string | null;
  ttftMs: number | null;
  firstItemMs: number | null;
  firstTextMs: number | null;
  lastOutputMs: number | null;
}

function nothingSeen(): Seen {
  return {
    items: [],
    usage: null,
    completed: false,
    model: null,
    error: null,
    errorCode: null,
    ttftMs: null,
    firstItemMs: null,
    firstTextMs: null,
    lastOutputMs: null,
  };
}

function fail(seen: Seen, error: string, code: string): void {
  seen.error = error;
  seen.errorCode = code;
}

function note(seen: Seen, event: ResponsesEvent, elapsedMs: number): void {
  if (event.type.endsWith('.delta')) {
    seen.ttftMs ??= elapsedMs;
    seen.lastOutputMs = elapsedMs;
  }
  if (event.type === 'response.output_text.delta') seen.firstTextMs ??= elapsedMs;
  if ('response' in event) seen.model = event.response.model ?? seen.model;
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
      fail(
        seen,
        `incomplete: ${event.response.incomplete_details?.reason ?? 'no reason given'}`,
        'incomplete',
      );
      break;
    case 'response.failed':
      seen.usage = event.response.usage;
      fail(
        seen,
        `failed: ${event.response.error?.message ?? 'no reason given'}`,
        event.response.error?.code ?? 'failed',
      );
      break;
    case 'error':
      fail(seen, `failed: ${event.message}`, event.code ?? 'failed');
      break;
    default:
      break;
  }
}

/** The run's own stop is no doing of the backend, and a defect of ours is none either. */
function isBrokenStream(error: unknown): error is Error {
  return error instanceof Error && !(error instanceof RunStopped) && !(error instanceof TypeError);
}

/** What a request without any response looks like. */
export function unanswered(message: string, totalMs: number): ObservedResponse {
  const nothing = { status: noResponse, headers: [], chunks: [], totalMs, ...nothingSeen() };
  return { ...nothing, error: message, errorCode: 'no-response' };
}

/** What a request looks like that was answered here and not sent. @param code of the refusal */
export function unsent(status: number, message: string, code: string): ObservedResponse {
  return { ...unanswered(message, 0), status, errorCode: code };
}

/** @param leaving the client goes away when the first output has come; else all is read */
export async function observeResponse(
  response: BackendResponse,
  leaving?: 'at-first-output',
): Promise<ObservedResponse> {
  const isStream = response.status >= 200 && response.status < 300;
  const decoder = createSseDecoder();
  const chunks: Uint8Array[] = [];
  const seen = nothingSeen();
  let totalMs = 0;
  try {
    for await (const { bytes, elapsedMs } of response.body) {
      chunks.push(bytes);
      totalMs = elapsedMs;
      if (!isStream) continue;
      for (const { data } of decoder.feed(bytes)) note(seen, parseResponsesEvent(data), elapsedMs);
      if (leaving !== undefined && seen.ttftMs !== null) {
        fail(seen, 'the client left before the answer was complete', 'client-left');
        return { status: response.status, headers: response.headers, chunks, totalMs, ...seen };
      }
    }
  } catch (error) {
    if (!isBrokenStream(error)) throw error;
    if (!seen.completed) fail(seen, error.message, 'cut');
  }
  if (isStream)
    for (const { data } of decoder.end()) note(seen, parseResponsesEvent(data), totalMs);
  else {
    const text = Buffer.concat(chunks).toString('utf8');
    Object.assign(seen, describeError(response.status, text));
  }
  if (isStream && !seen.completed && seen.error === null) {
    fail(seen, 'the stream ended before it was complete', 'cut');
  }
  return { status: response.status, headers: response.headers, chunks, totalMs, ...seen };
}
