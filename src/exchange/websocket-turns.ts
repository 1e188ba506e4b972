// Codex over WebSocket: one connection, many model calls, each request only what is new since the
// response that it names. This cuts the messages into calls and rebuilds each request as it would
// have stood in a POST, so that everything that reads recordings reads these too.
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';

export type WebSocketEvent =
  | {
      readonly type: 'turn-start';
      /** The request with its whole history, as JSON text. */
      readonly body: string;
      /** True for a request that asks for no output. */
      readonly isWarmUp: boolean;
    }
  /** One message of the upstream, as a server-sent event. */
  | { readonly type: 'turn-event'; readonly text: string }
  | { readonly type: 'turn-end'; readonly status: number };

/** What the backend still knows, by response id. Shared by the connections of one proxy. */
export interface ResponseHistories {
  get(responseId: string): readonly JsonValue[] | undefined;
  /** @param chars length of the items as JSON, roughly */
  set(responseId: string, items: readonly JsonValue[], chars: number): void;
}

/** A client names the latest response; older ones are only met after a step back. */
const historiesMax = 32;
/** Of all of them: many long conversations at once remember fewer steps. */
const historyCharsMax = 16 * 1024 * 1024;

/** @param charsMax default 16 M; the latest history is kept, however long */
export function createResponseHistories(charsMax = historyCharsMax): ResponseHistories {
  const histories = new Map<string, { items: readonly JsonValue[]; chars: number }>();
  let total = 0;
  const drop = (responseId: string): void => {
    total -= histories.get(responseId)?.chars ?? 0;
    histories.delete(responseId);
  };
  return {
    get: (responseId) => histories.get(responseId)?.items,
    set(responseId, items, chars) {
      drop(responseId);
      histories.set(responseId, { items, chars });
      total += chars;
      for (const oldest of histories.keys()) {
        const isFull = histories.size > historiesMax || total > charsMax;
        if (!isFull || histories.size === 1) break;
        drop(oldest);
      }
    },
  };
}

export interface WebSocketTurns {
  fromClient(text: string): WebSocketEvent[];
  fromUpstream(text: string): WebSocketEvent[];
}

/** Follows one connection. */
export function createWebSocketTurns(histories: ResponseHistories): WebSocketTurns {
  let input: readonly JsonValue[] = [];
  let output: JsonValue[] = [];
  /** Of the request and of what has answered it. */
  let chars = 0;
  let isRunning = false;
  return {
    fromClient(text) {
      const request = parseJson(text);
      if (!isJsonObject(request) || request['type'] !== 'response.create') return [];
      const whole = wholeRequest(request, histories);
      const body = textOf(whole);
      if (body === undefined) return [];
      input = listIn(whole['input']);
      output = [];
      chars = body.length;
      const ended: WebSocketEvent[] = isRunning ? [{ type: 'turn-end', status: 200 }] : [];
      isRunning = true;
      const isWarmUp = request['generate'] === false;
      return [...ended, { type: 'turn-start', body, isWarmUp }];
    },
    fromUpstream(text) {
      if (!isRunning) return [];
      const event = parseJson(text);
      const { type, item, response, status } = isJsonObject(event) ? event : {};
      const name = typeof type === 'string' ? type : 'unknown';
      // A message of several lines would need several `data:` lines; JSON without them means the
      // same.
      const data = /[\r\n]/.test(text) ? JSON.stringify(event) : text;
      const seen: WebSocketEvent = {
        type: 'turn-event',
        text: `event: ${name}\ndata: ${data}\n\n`,
      };
      if (name === 'response.output_item.done' && item !== undefined) {
        output.push(item);
        chars += text.length;
      }
      switch (name) {
        case 'response.completed':
        case 'response.incomplete':
        case 'response.failed': {
          const { id, output: final } = isJsonObject(response) ? response : {};
          const items = listIn(final).length > 0 ? listIn(final) : output;
          if (items !== output) chars += text.length;
          if (typeof id === 'string') histories.set(id, [...input, ...items], chars);
          isRunning = false;
          return [seen, { type: 'turn-end', status: 200 }];
        }
        case 'error':
          isRunning = false;
          return [seen, { type: 'turn-end', status: typeof status === 'number' ? status : 200 }];
        default:
          return [seen];
      }
    },
  };
}

/** undefined: nested too deeply to be written; `JSON.parse` reads deeper than that. */
function textOf(value: JsonObject): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // the stack is full
    throw error;
  }
}

/** The request as a POST: no envelope, the history in front of what is new. */
function wholeRequest(request: JsonObject, histories: ResponseHistories): JsonObject {
  const { type: _type, generate: _generate, previous_response_id: previous, ...rest } = request;
  if (typeof previous !== 'string') return rest;
  const history = histories.get(previous);
  // Unknown: left as it was sent, so that a reader sees that something is missing.
  if (history === undefined) return { ...rest, previous_response_id: previous };
  return { ...rest, input: [...history, ...listIn(rest['input'])] };
}

function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
