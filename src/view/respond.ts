// How the server answers: nothing is kept by the browser, nothing recorded is taken for a page.
import type { ServerResponse } from 'node:http';

/** Scripts and connections of this server alone; nothing may frame it, no form may leave it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const everyAnswer = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

export function respond(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  response.writeHead(status, {
    ...everyAnswer,
    'content-type': type,
    'content-length': length,
    ...headers,
  });
  response.end(body);
}

export function respondJson(response: ServerResponse, value: unknown, status = 200): void {
  respond(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

/** @param message one line @param hint what to do; absent: it is in the message */
export function respondError(
  response: ServerResponse,
  status: number,
  message: string,
  hint?: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  respondJson(response, { error: { message, ...(hint !== undefined && { hint }) } }, status);
}

/** Begins an answer that is written line by line. */
export function beginStream(response: ServerResponse, type: string): void {
  response.writeHead(200, { ...everyAnswer, 'content-type': type });
  response.flushHeaders();
}

/** Writes; resolves when there is room for more, or the reader has gone. */
export function writeOn(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  if (response.write(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
