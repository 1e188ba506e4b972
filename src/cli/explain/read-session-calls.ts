// Recorded exchanges as the calls that `explain` and `compare` read.
import type { Database } from 'better-sqlite3';
import type { CallProtocol, SessionCall } from '../../check/explain/session-call.ts';
import type { Exchange } from '../../domain/exchange.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { decodeBody } from '../../recording/decode-body.ts';
import { exchangeUsage } from '../../recording/usage.ts';
import { linkedExchanges, readExchange, readSessionExchanges } from '../../store/exchanges.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { parseSse } from '../../wire/sse.ts';

function protocolOf({ method, target }: Exchange): CallProtocol | null {
  const path = target.split('?')[0] ?? '';
  if (method !== 'POST') return null;
  if (path.endsWith('/messages')) return 'anthropic';
  return path.endsWith('/responses') ? 'responses' : null;
}

function bodyOf({ headers, body }: Exchange): Uint8Array {
  return decodeBody(headers, body) ?? new Uint8Array();
}

function outputOf(exchange: Exchange): ResponsesItem[] {
  const body = decodeBody(exchange.response?.headers ?? [], exchange.responseBody);
  return parseSse(body ?? new Uint8Array()).flatMap(({ data }) => {
    if (!data.includes('response.output_item.done')) return [];
    const event = parseJson(data);
    const item = isJsonObject(event) ? event['item'] : undefined;
    // Only its type is looked at before it is rendered, and unknown ones pass.
    return isJsonObject(item) ? [item as unknown as ResponsesItem] : [];
  });
}

function requestOf(database: Database, id: string): JsonObject {
  const exchange = readExchange(database, id);
  const value = exchange && parseJson(new TextDecoder().decode(bodyOf(exchange)));
  return isJsonObject(value) ? value : {};
}

/** The model calls of a session in their order; bodies are read again when they are asked for. */
export function* readSessionCalls(database: Database, session: string): Generator<SessionCall> {
  for (const exchange of readSessionExchanges(database, session)) {
    const protocol = protocolOf(exchange);
    if (protocol === null) continue;
    const { id, seq, headers, startedAtMs, linkedTo } = exchange;
    // The newest body is asked for at once and often; older ones only at a break.
    let held: WeakRef<Uint8Array> | undefined = new WeakRef(bodyOf(exchange));
    const body = (): Uint8Array => {
      const known = held?.deref();
      if (known !== undefined) return known;
      const again = readExchange(database, id);
      const bytes = again === undefined ? new Uint8Array() : bodyOf(again);
      held = new WeakRef(bytes);
      return bytes;
    };
    yield {
      ...{ seq, id, protocol, headers, startedAtMs, body },
      usage: exchangeUsage(exchange),
      output: protocol === 'responses' ? outputOf(exchange) : null,
      source: linkedTo === null ? null : () => requestOf(database, linkedTo),
    };
  }
}

/** True when a gateway answered this session: its cache is the upstream's. */
export function isTranslated(database: Database, session: string): boolean {
  for (const { id } of readSessionExchanges(database, session)) {
    return linkedExchanges(database, id).length > 0;
  }
  return false;
}
