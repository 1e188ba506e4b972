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
  set(responseId: string, items: readonly JsonValue[]): void;
}

/** A client names the latest response; older ones are only met after a step back. */
const historiesMax = 32;

export function createResponseHistories(): ResponseHistories {
  const histories = new Map<string, readonly JsonValue[]>();
  return {
    get: (responseId) => histories.get(responseId),
    set(responseId, items) {
      histories.set(responseId, items);
      for (const oldest of histories.keys()) {
        if (histories.size <= historiesMax) break;
        histories.delete(oldest);
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
      // A message of several lines would need several `data:` lines; JSON without them means the same.
      const data = /[\r\n]/.test(text) ? JSON.stringify(event) : text;
      const seen: WebSocketEvent = {
        type: 'turn-event',
        text: `event: ${name}\ndata: ${data}\n\n`,
      };
      if (name === 'response.output_item.done' && item !== undefined) output.push(item);
      switch (name) {
        case 'response.completed':
        case 'response.incomplete':
        case 'response.failed': {
          const { id, output: final } = isJsonObject(response) ? response : {};
          const items = listIn(final).length > 0 ? listIn(final) : output;
          if (typeof id === 'string') histories.set(id, [...input, ...items]);
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
