// What one request of the upstream says, read with the parsers that the simulator and the recorder
// use.
import type { TokenUsage } from '../../domain/token-usage.ts';
import { type ExchangeAnswer, exchangeAnswer } from '../../exchange/answer.ts';
import { exchangeUsage } from '../../exchange/usage.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { parseResponsesRequest } from '../../wire/responses/parse-request.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import type { PlayedExchange, UpstreamCall } from '../evidence.ts';

const requests = new WeakMap<UpstreamCall, ResponsesRequest | null>();

/** The request as the simulator reads it; null: it cannot be read. */
export function requestOf(call: UpstreamCall): ResponsesRequest | null {
  const known = requests.get(call);
  if (known !== undefined) return known;
  const parsed = parseResponsesRequest(call.text);
  const request = parsed.ok ? parsed.request : null;
  requests.set(call, request);
  return request;
}

/** The body as it was sent. */
export function bodyOf(call: UpstreamCall): JsonObject {
  const body = parseJson(call.text);
  return isJsonObject(body) ? body : {};
}

function received({ status, answerHeaders, answer, ended }: UpstreamCall) {
  const responseBody = new TextEncoder().encode(answer);
  return {
    response: { status, statusText: '', headers: answerHeaders, elapsedMs: 0 },
    responseBody,
    chunks: [{ offset: 0, length: responseBody.length, elapsedMs: 0 }],
    end: ended === 'cut' ? cut : null,
  };
}

const cut = { outcome: 'upstream-aborted', error: 'cut', elapsedMs: 0, trailers: [] } as const;

/** Output items and errors of its answer. */
export function answerOf(call: UpstreamCall): ExchangeAnswer {
  return exchangeAnswer(received(call));
}

/** Token counts of its answer; null: it has none. */
export function usageOf(call: UpstreamCall): TokenUsage | null {
  return exchangeUsage(received(call));
}

/** The request that the client's answer came from: the last one. */
export function lastCall({ upstream }: PlayedExchange): UpstreamCall | undefined {
  return upstream.at(-1);
}

/** The request behind an answer, with its body read; null: there is none that can be read. */
export function sentRequest(exchange: PlayedExchange): ResponsesRequest | null {
  const call = lastCall(exchange);
  return call === undefined ? null : requestOf(call);
}
