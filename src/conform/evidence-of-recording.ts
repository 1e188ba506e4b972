// A recorded session as evidence: what a gateway really sent and answered, without a play. Rows
// that need no play judge it.
import type { Exchange } from '../domain/exchange.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { isJsonObject, parseJsonBytes } from '../lib/json.ts';
import type { PlayedExchange, UpstreamCall } from './evidence.ts';

/** The name of the play that was none. */
export const recordingName = 'recording';

export interface RecordedPair {
  readonly client: Exchange;
  /** null: not recorded. */
  readonly upstream: Exchange | null;
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function answerOf({ response, responseBody }: Exchange): string {
  return textOf(decodeBody(response?.headers ?? [], responseBody) ?? new Uint8Array());
}

function endOf({ end }: Exchange): 'end' | 'cut' | 'left' {
  if (end?.outcome === 'client-aborted') return 'left';
  return end?.outcome === 'complete' ? 'end' : 'cut';
}

function callOf(exchange: Exchange): UpstreamCall {
  return {
    headers: exchange.headers,
    text: textOf(decodeBody(exchange.headers, exchange.body) ?? exchange.body),
    status: exchange.response?.status ?? 0,
    answerHeaders: exchange.response?.headers ?? [],
    answer: answerOf(exchange),
    ...{ ended: endOf(exchange), fault: 'none', pause: null },
  };
}

/** What a client that was recorded sent and got, and what its gateway sent upstream for it. */
export function evidenceOfExchange(
  client: Exchange,
  upstream: readonly UpstreamCall[],
  at: Pick<PlayedExchange, 'play' | 'conversation' | 'label'>,
): PlayedExchange {
  const body = parseJsonBytes(decodeBody(client.headers, client.body) ?? client.body);
  const sent = {
    path: client.target,
    headers: client.headers,
    body: isJsonObject(body) ? body : {},
  };
  const isNone = client.end?.outcome === 'upstream-failed';
  return {
    ...{ ...at, sent, upstream },
    status: client.response?.status ?? 0,
    headers: client.response?.headers ?? [],
    text: answerOf(client),
    ended: isNone ? 'none' : endOf(client),
    problem: isNone ? (client.end?.error ?? null) : null,
    isLocal: false,
  };
}

/** @param conversation the session's id */
export function evidenceOfRecording(
  conversation: string,
  pairs: readonly RecordedPair[],
): PlayedExchange[] {
  return pairs.map(({ client, upstream }, index) => {
    const label = `call ${index + 1} (${client.id})`;
    // A client that speaks to the upstream itself has no gateway.
    const calls = upstream === null || upstream === client ? [] : [callOf(upstream)];
    return evidenceOfExchange(client, calls, { play: recordingName, conversation, label });
  });
}
