// The answered calls of a recorded session of an Anthropic client, and what is between two of them.

import type { Exchange } from '../domain/exchange.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { isPrefix } from './kept-history.ts';
import { type RecordedAnswer, readAnswer } from './read-answer.ts';
import { type RecordedMessage, recordedMessages } from './recorded-history.ts';

export interface RecordedCall {
  readonly exchange: Exchange;
  readonly body: JsonObject;
  readonly messages: readonly RecordedMessage[];
  readonly answer: RecordedAnswer;
}

function refuse({ id, seq }: Exchange, what: string): HarnessError {
  return new HarnessError(
    'bad-input',
    `exchange ${id} (number ${seq}) ${what}`,
    'Record the session again, or choose another one (turntape sessions)',
  );
}

/** Requests that were answered; of a request that was sent again only the last one. */
export function readCalls(exchanges: readonly Exchange[]): RecordedCall[] {
  const calls: RecordedCall[] = [];
  for (const exchange of exchanges) {
    if (exchange.response?.status !== 200 || exchange.end?.outcome !== 'complete') continue;
    const body = parseJson(new TextDecoder().decode(exchange.body));
    if (!isJsonObject(body)) throw refuse(exchange, 'has a request that is not JSON');
    const answer = readAnswer(new TextDecoder().decode(exchange.responseBody));
    if (answer === null) throw refuse(exchange, 'has a response without content');
    const messages = recordedMessages(body);
    const last = calls.at(-1);
    if (last && isPrefix(messages, last.messages)) calls.pop();
    calls.push({ exchange, body, messages, answer });
  }
  return calls;
}

/** False: the client rewrote the history in between (compaction, rewind or an edit). */
export function isContinued(call: RecordedCall, next: RecordedCall): boolean {
  return isPrefix(call.messages, next.messages);
}

/**
 * What the client added between two requests, without the answer that it replays. Of a rewritten
 * history not known: empty.
 */
export function addedMessages(call: RecordedCall, next: RecordedCall): RecordedMessage[] {
  if (!isContinued(call, next)) return [];
  const added = next.messages.slice(call.messages.length);
  const first = added.findIndex(({ role }) => role !== 'assistant');
  return first < 0 ? [] : added.slice(first);
}

/** ms from the end of one exchange to the start of the next. */
export function pauseMs(call: RecordedCall, next: RecordedCall): number {
  const end = call.exchange.startedAtMs + (call.exchange.end?.elapsedMs ?? 0);
  return Math.max(0, Math.round(next.exchange.startedAtMs - end));
}
