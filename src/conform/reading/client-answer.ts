// What one answer says to the client: its events, its message, its error.

import type { TokenUsage } from '../../domain/token-usage.ts';
import { type StreamEvent, toStreamEvent } from '../../exchange/stream-event.ts';
import { normaliseUsage } from '../../exchange/usage.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { accumulateMessage } from '../../wire/anthropic/accumulate-message.ts';
import { parseSse } from '../../wire/sse.ts';
import type { PlayedExchange } from '../evidence.ts';

export interface ClientEvent extends StreamEvent {
  /** The payload; {} where it is not an object. */
  readonly payload: JsonObject;
}

const streams = new WeakMap<PlayedExchange, readonly ClientEvent[]>();

/** Events of a streamed answer, in order; empty for a plain one. */
export function eventsOf(exchange: PlayedExchange): readonly ClientEvent[] {
  const known = streams.get(exchange);
  if (known !== undefined) return known;
  const isPlain = parseJson(exchange.text) !== undefined;
  const events = (isPlain ? [] : parseSse(exchange.text)).map(toStreamEvent).map((event) => {
    const payload = parseJson(event.data);
    return { ...event, payload: isJsonObject(payload) ? payload : {} };
  });
  streams.set(exchange, events);
  return events;
}

/** An object inside a payload; {} where there is none. */
export function objectAt(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Objects of a list; anything else is left out. */
export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Blocks of the whole message; null: no whole message came. */
export function blocksOf({ status, text }: PlayedExchange): readonly JsonObject[] | null {
  const message = status === 200 ? accumulateMessage(text) : null;
  return message === null ? null : objectsIn(message.content);
}

/** Text blocks of the whole message, joined. */
export function textOf(exchange: PlayedExchange): string {
  return (blocksOf(exchange) ?? [])
    .flatMap(({ type, text }) => (type === 'text' ? [String(text)] : []))
    .join('');
}

/** Why the model stopped, as the client is told; null: it is not told. */
export function stopReasonOf(exchange: PlayedExchange): string | null {
  const plain = parseJson(exchange.text);
  const told = isJsonObject(plain)
    ? plain
    : objectAt(
        eventsOf(exchange).findLast(({ type }) => type === 'message_delta')?.payload['delta'],
      );
  return typeof told['stop_reason'] === 'string' ? told['stop_reason'] : null;
}

/** The usage object as the client has it in the end. */
export function usageObject(exchange: PlayedExchange): JsonObject {
  const plain = parseJson(exchange.text);
  if (isJsonObject(plain)) return objectAt(plain['usage']);
  return Object.assign(
    {},
    ...eventsOf(exchange).map(({ payload }) => ({
      ...objectAt(objectAt(payload['message'])['usage']),
      ...objectAt(payload['usage']),
    })),
  ) as JsonObject;
}

/** Token counts as the client adds them up. */
export function clientUsage(exchange: PlayedExchange): TokenUsage {
  return normaliseUsage({ cache_read_input_tokens: 0, ...usageObject(exchange) });
}

/** The error that the client is told, as a body or as an event; null: none. */
export function errorOf(exchange: PlayedExchange): JsonObject | null {
  const plain = parseJson(exchange.text);
  const body = isJsonObject(plain)
    ? plain
    : eventsOf(exchange).find(({ type }) => type === 'error')?.payload;
  const error = objectAt(body)['error'];
  return isJsonObject(error) ? error : null;
}
