// Errors of turntape itself, in the shape that the client of that path understands.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { identifyProtocol } from '../exchange/identify-protocol.ts';
import type { Refusal } from '../lib/admission.ts';
import { endWhenRead } from '../sockets/read-on.ts';
import type { AnthropicErrorType } from '../wire/anthropic/message.ts';

/**
 * The body of an error in the protocol that the target's client speaks.
 * @param message one line: what, where, what to do
 */
export function errorBody(target: string, status: number, message: string): string {
  const text = `turntape: ${message}`;
  const type = errorType(status);
  return JSON.stringify(
    identifyProtocol(target) === 'responses'
      ? { error: { message: text, type, param: null, code: `turntape_${status}` } }
      : { type: 'error', error: { type, message: text } },
  );
}

/**
 * Answers with an error, unless an answer has begun: then the connection is closed.
 * @param target of the request, which says what its client understands
 */
export function sendError(
  response: ServerResponse,
  target: string,
  status: number,
  message: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = errorBody(target, status, message);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

/**
 * Refuses a request that may still be on its way: the client can read why.
 * @param isAsking it waits to be told before it sends the body
 */
export function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message }: Refusal,
  isAsking: boolean,
): void {
  const body = errorBody(request.url ?? '', status, message);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  if (isAsking) {
    response.end(body);
    return;
  }
  response.write(body);
  endWhenRead(request, response);
}

function errorType(status: number): AnthropicErrorType {
  switch (status) {
    case 401:
      return 'authentication_error';
    case 403:
      return 'permission_error';
    case 404:
      return 'not_found_error';
    case 413:
      return 'request_too_large';
    default:
      return status >= 500 ? 'api_error' : 'invalid_request_error';
  }
}
