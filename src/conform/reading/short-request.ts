// The upstream request behind a failure, short enough for a page: long texts are cut.
import { isJsonObject, type JsonValue } from '../../lib/json.ts';
import type { PlayedExchange } from '../evidence.ts';
import { bodyOf, lastCall } from './upstream-call.ts';

const textCharsMax = 60;
const itemsMax = 8;
const requestCharsMax = 4_000;

function short(value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    return value.length > textCharsMax ? `${value.slice(0, textCharsMax - 1)}…` : value;
  }
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    const left = list.length - itemsMax;
    return [...list.slice(0, itemsMax).map(short), ...(left > 0 ? [`… ${left} more`] : [])];
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner)]));
}

/** Session headers and body; null: nothing reached the upstream. */
export function shortRequest(exchange: PlayedExchange): string | null {
  const call = lastCall(exchange);
  if (call === undefined) return null;
  const headers = call.headers
    .filter(([name]) => /session|turn-state|conversation/i.test(name))
    .map(([name, value]) => `${name}: ${value}`);
  const { tools, ...body } = bodyOf(call);
  const count = Array.isArray(tools) ? { tools: `${tools.length} tools` } : {};
  const text = JSON.stringify({ ...(short(body) as object), ...count }, null, 1);
  return [...headers, text].join('\n').slice(0, requestCharsMax);
}
