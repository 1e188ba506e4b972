// An exchange as the call that `explain` and `compare` read: recordings, trials and fixtures alike.
import type { Exchange, ReceivedResponse } from '../domain/exchange.ts';
import type { MissReason } from '../domain/miss-reason.ts';
import { exchangeAnswer } from '../exchange/answer.ts';
import { answeringAccount } from '../exchange/answering-account.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { isAccepted } from '../exchange/is-accepted.ts';
import { exchangeMissReason } from '../exchange/miss-reason.ts';
import { exchangeUsage } from '../exchange/usage.ts';
import type { Protocol } from '../wire/protocol.ts';
import type { CallUsage, SessionCall } from './session-call.ts';

/** What is read of an exchange. */
type CallExchange = Pick<Exchange, 'seq' | 'id' | 'headers' | 'body' | 'startedAtMs' | 'response'>;

/** Without the response's bytes: what is known of it is handed in; what it generated is not. */
export function outlineCall(
  exchange: CallExchange,
  protocol: Protocol,
  usage: CallUsage | null,
  missReason: MissReason | null,
): SessionCall {
  const { seq, id, headers, body, startedAtMs, response } = exchange;
  return {
    seq,
    id,
    otherSession: null,
    protocol,
    body: () => decodeBody(headers, body) ?? new Uint8Array(),
    headers,
    startedAtMs,
    account: answeringAccount(response?.headers ?? []),
    accepted: isAccepted(exchange),
    usage,
    missReason,
    output: null,
    source: null,
  };
}

/** A call with all that its response tells. */
export function exchangeCall(
  exchange: CallExchange & ReceivedResponse,
  protocol: Protocol,
): SessionCall {
  const call = outlineCall(
    exchange,
    protocol,
    exchangeUsage(exchange),
    exchangeMissReason(exchange),
  );
  if (protocol !== 'responses') return call;
  const { items, reasoningContext } = exchangeAnswer(exchange);
  return { ...call, output: items, answeredContext: reasoningContext };
}
