// Errors of turntape itself, in the shape that the client of that path understands.
import type { ServerResponse } from 'node:http';
import { identifyProtocol } from '../exchange/identify-protocol.ts';
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
