// An answer as a later request continues it: by its id, and with all that it said.
import type { ReceivedResponse } from '../domain/exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { accumulateMessage } from '../wire/anthropic/accumulate-message.ts';
import type { Protocol } from '../wire/protocol.ts';
import { parseSse } from '../wire/sse.ts';
import { decodeBody } from './decode-body.ts';
import { isAccepted } from './is-accepted.ts';

export interface ContinuableAnswer {
  readonly id: string;
  /**
   * As they are in a history: one message, or the output items. null: the answer is not whole,
   * and the server holds it whole or not at all.
   */
  readonly elements: readonly JsonObject[] | null;
}

type Answered = Pick<ReceivedResponse, 'response' | 'responseBody'>;

/** @returns null: no answer, or one without an id */
export function continuableAnswer(
  protocol: Protocol,
  exchange: Answered,
): ContinuableAnswer | null {
  if (exchange.response === null || !isAccepted(exchange)) return null;
  const bytes = decodeBody(exchange.response.headers, exchange.responseBody);
  const text = new TextDecoder().decode(bytes ?? new Uint8Array());
  return protocol === 'responses' ? ofResponses(text) : ofMessages(text);
}

function ofMessages(text: string): ContinuableAnswer | null {
  const message = accumulateMessage(text);
  const id = message === null ? namedIn(text, 'message') : message.id;
  if (typeof id !== 'string') return null;
  if (message === null) return { id, elements: null };
  // The wire type is what a border parser vouches for; here it is only copied.
  const content = message.content as unknown as readonly JsonValue[];
  const isSaid = Array.isArray(content) && content.length > 0;
  return { id, elements: isSaid ? [{ role: 'assistant', content }] : [] };
}

/** The id in the first event that holds such an object; an answer need not be whole to have one. */
function namedIn(text: string, holder: string): JsonValue | undefined {
  for (const { data } of parseSse(text)) {
    const event = parseJson(data);
    const held = isJsonObject(event) ? event[holder] : undefined;
    if (isJsonObject(held)) return held['id'];
  }
  return undefined;
}

function ofResponses(text: string): ContinuableAnswer | null {
  const plain = parseJson(text);
  const response = isJsonObject(plain) ? plain : endOfStream(text);
  const { id = namedIn(text, 'response'), output, status = 'completed' } = response ?? {};
  if (typeof id !== 'string') return null;
  const isWhole = response !== null && (status === 'completed' || status === 'incomplete');
  return { id, elements: isWhole ? itemsOf(output) : null };
}

function itemsOf(output: JsonValue | undefined): JsonObject[] {
  return Array.isArray(output) ? (output as readonly JsonValue[]).filter(isJsonObject) : [];
}

/** The response of a stream's last event, with the items that were streamed where it has none. */
function endOfStream(text: string): JsonObject | null {
  const streamed: JsonObject[] = [];
  for (const { data } of parseSse(text)) {
    const event = parseJson(data);
    if (!isJsonObject(event)) continue;
    const { type, item, response } = event;
    if (type === 'response.output_item.done' && isJsonObject(item)) streamed.push(item);
    if (!isJsonObject(response)) continue;
    if (type === 'response.failed') return null;
    if (type !== 'response.completed' && type !== 'response.incomplete' && type !== 'response.done')
      continue;
    const items = itemsOf(response['output']);
    return { ...response, output: items.length > 0 ? items : streamed };
  }
  return null;
}
