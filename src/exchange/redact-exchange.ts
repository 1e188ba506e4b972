// An exchange from a file as it may be stored: secrets in headers and queries are replaced,
// whatever the program that wrote it had left.
import type { Exchange } from '../domain/exchange.ts';
import { redactHeaders, redactPhrase } from './redact-headers.ts';
import { redactTarget } from './redact-target.ts';

/** @param key fingerprint key of the database that gets it */
export function redactExchange(exchange: Exchange, key: Uint8Array): Exchange {
  const { target, headers, response, end } = exchange;
  return {
    ...exchange,
    target: redactTarget(target, key),
    headers: redactHeaders(headers, key),
    response: response && {
      ...response,
      statusText: redactPhrase(response.statusText, key),
      headers: redactHeaders(response.headers, key),
    },
    end: end && { ...end, trailers: redactHeaders(end.trailers, key) },
  };
}
