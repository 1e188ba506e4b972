// What a response of the Responses API came to: its output, whether it is complete, and what went
// wrong. Reads the few events that say so; the translator reads all of them, on the same bytes.
import type { ReceivedResponse } from '../domain/exchange.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import type { ResponsesEvent } from '../wire/responses/event.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import { parseResponsesEvent } from '../wire/responses/parse-event.ts';
import { type ChunkEvents, chunkEvents } from './chunk-events.ts';
import { decodeBody } from './decode-body.ts';
import { isAccepted } from './is-accepted.ts';

export interface ExchangeAnswer {
  /** Output items in the order in which they were done. */
  readonly items: readonly ResponsesItem[];
  /** The model that the response names; null: none. */
  readonly model: string | null;
  /** The service tier that the response names; null: none. */
  readonly serviceTier: string | null;
  /** The `reasoning.context` that the response names; null: none. */
  readonly reasoningContext: string | null;
  /** The stream came to `response.completed`. */
  readonly isComplete: boolean;
  /** The error of a refused, failed or incomplete response, one line; null when it went well. */
  readonly error: string | null;
  /**
   * The error's code as the backend gives it, else its kind (`http-400`, `cut`); null: no error.
   */
  readonly errorCode: string | null;
}

type Answer = { -readonly [Field in keyof ExchangeAnswer]: ExchangeAnswer[Field] } & {
  items: ResponsesItem[];
};

const errorCharsMax = 300;

/**
 * Events that are looked into. Deltas are most of a stream's events; `response.created` and
 * `response.in_progress` repeat all of a long request, and do not tell the end.
 */
const tellingTypes: ReadonlySet<string> = new Set([
  'response.output_item.done',
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.done',
  'error',
]);

/** @param arrivals the response's chunks, where the caller has them */
export function exchangeAnswer(
  exchange: Pick<ReceivedResponse, 'response' | 'responseBody' | 'chunks' | 'end'>,
  arrivals: Iterable<ChunkEvents> = chunkEvents(exchange),
): ExchangeAnswer {
  const answer: Answer = {
    items: [],
    model: null,
    serviceTier: null,
    reasoningContext: null,
    isComplete: false,
    error: null,
    errorCode: null,
  };
  if (exchange.response === null) {
    fail(answer, exchange.end?.error ?? 'no answer', 'no-response');
  } else if (!isAccepted(exchange)) {
    refuse(answer, exchange.response.status, bodyText(exchange));
  } else {
    let created: string | undefined;
    for (const { events } of arrivals) {
      for (const { type, data } of events) {
        if (type === 'response.created') created = data;
        else if (tellingTypes.has(type)) note(answer, parseResponsesEvent(data));
      }
    }
    // The last event names the model too: the first is asked where the stream did not come that
    // far.
    if (answer.model === null && created !== undefined) note(answer, parseResponsesEvent(created));
    noteEnd(answer, exchange.end);
  }
  return answer;
}

function fail(answer: Answer, error: string, code: string): void {
  answer.error = error;
  answer.errorCode = code;
}

function bodyText({
  response,
  responseBody,
}: Pick<ReceivedResponse, 'response' | 'responseBody'>): string {
  const body = decodeBody(response?.headers ?? [], responseBody);
  return new TextDecoder().decode(body ?? new Uint8Array());
}

/** Message and code of an error body in either of the backend's shapes, else the text itself. */
function refuse(answer: Answer, status: number, text: string): void {
  const value = parseJson(text);
  const body = isJsonObject(value) ? value : {};
  const { message, code } = isJsonObject(body['error']) ? body['error'] : {};
  const said = [message, body['detail'], text].find((words) => typeof words === 'string') ?? '';
  const line = `${status} ${said.replaceAll(/\s+/g, ' ').trim().slice(0, errorCharsMax)}`;
  fail(answer, line, typeof code === 'string' && code !== '' ? code : `http-${status}`);
}

function note(answer: Answer, event: ResponsesEvent): void {
  // An event that is not about the response keeps whatever a peer put under this name.
  if ('response' in event && isJsonObject(event.response)) noteNames(answer, event.response);
  switch (event.type) {
    case 'response.output_item.done':
      answer.items.push(event.item);
      break;
    case 'response.completed':
      answer.isComplete = true;
      break;
    case 'response.done':
      // By its status, as some servers end; one without a status is complete.
      note(answer, { ...event, type: `response.${doneAs(event.response.status)}` });
      break;
    case 'response.incomplete': {
      const reason = textIn(event.response.incomplete_details, 'reason') ?? 'no reason given';
      fail(answer, `incomplete: ${reason}`, 'incomplete');
      break;
    }
    case 'response.failed': {
      const { error } = event.response;
      const message = textIn(error, 'message') ?? 'no reason given';
      fail(answer, `failed: ${message}`, textIn(error, 'code') ?? 'failed');
      break;
    }
    case 'error':
      fail(
        answer,
        `failed: ${event.message ?? 'no reason given'}`,
        event.code ?? event.errorType ?? 'failed',
      );
      break;
    default:
      break;
  }
}

function noteNames(answer: Answer, response: JsonObject): void {
  answer.model = textIn(response, 'model') ?? answer.model;
  answer.serviceTier = textIn(response, 'service_tier') ?? answer.serviceTier;
  answer.reasoningContext = textIn(response['reasoning'], 'context') ?? answer.reasoningContext;
}

/** A peer may send anything in a place for a text. */
function textIn(value: unknown, name: string): string | null {
  const found = isJsonObject(value) ? value[name] : null;
  return typeof found === 'string' ? found : null;
}

function doneAs(status: string | undefined): 'completed' | 'incomplete' | 'failed' {
  if (status === 'incomplete' || status === 'failed') return status;
  return status === 'cancelled' ? 'failed' : 'completed';
}

/** How the connection ended says what is wrong with a stream that is not complete. */
function noteEnd(answer: Answer, end: ReceivedResponse['end']): void {
  if (end?.outcome === 'client-aborted') {
    fail(answer, end.error ?? 'the client left before the answer was complete', 'client-left');
  } else if (answer.isComplete) {
    return;
  } else if (end?.outcome === 'upstream-aborted' || end?.outcome === 'stopped') {
    fail(answer, end.error ?? 'the connection was cut', 'cut');
  } else if (answer.error === null) {
    fail(answer, 'the stream ended before it was complete', 'cut');
  }
}
