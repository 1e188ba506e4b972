// What is sent to a real Responses endpoint, and how it is written down.
import type { BackendRequest, SentRequest } from '../../domain/backend.ts';
import type { HeaderList } from '../../lib/header-list.ts';

export interface LiveTarget {
  /** Backend name, for errors. */
  readonly name: string;
  readonly url: URL;
  /** Sent after ours and before the translator's; never recorded. */
  readonly credentials: HeaderList;
  /** Our own name and version, e.g. `turntape/0.1.0`. */
  readonly userAgent: string;
}

const redacted = '<redacted>';

/** Of the request's line. */
export function pathOf({ url }: LiveTarget): string {
  return `${url.pathname}${url.search}`;
}

/** In the order in which they are sent. */
export function headersOf(
  target: LiveTarget,
  request: BackendRequest,
  credentials: HeaderList,
): HeaderList {
  return [
    ['content-type', 'application/json'],
    ['accept', 'text/event-stream'],
    ['user-agent', target.userAgent],
    ...credentials,
    ...request.headers,
  ];
}

/** The request as it is sent (undici adds host, connection, length), without secrets. */
export function describeRequest(target: LiveTarget, request: BackendRequest): SentRequest {
  const credentials = target.credentials.map(([name]) => [name, redacted] as const);
  return {
    method: 'POST',
    target: pathOf(target),
    headers: headersOf(target, request, credentials),
  };
}
