// An exchange from a file as it may be stored: secrets in headers and queries are replaced,
// whatever the program that wrote it had left.
import type { Exchange } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import { redactHeaders, redactPhrase } from './redact-headers.ts';
import { redactTarget } from './redact-target.ts';

/** @param key fingerprint key of the database that gets it */
export function redactExchange(exchange: Exchange, key: Uint8Array): Exchange {
  const { target, headers, response, end, session } = exchange;
  return {
    ...exchange,
    session: redactSession(session, key),
    target: redactTarget(target, key),
    headers: redactHeaders(headers, key),
    response: response && {
      ...response,
      statusText: redactPhrase(response.statusText, key),
      headers: redactHeaders(response.headers, key),
    },
    end: end && {
      ...end,
      error: end.error === null ? null : redactPhrase(end.error, key),
      trailers: redactHeaders(end.trailers, key),
    },
  };
}

/** A client names its session and its agent: what it says may be anything. */
export function redactSession(session: SessionDescriptor, key: Uint8Array): SessionDescriptor {
  const { clientSessionId, agentId } = session;
  return {
    ...session,
    clientSessionId: clientSessionId === null ? null : redactPhrase(clientSessionId, key),
    agentId: agentId === null ? null : redactPhrase(agentId, key),
  };
}
