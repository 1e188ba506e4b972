// The body of an answer on its way to the client: what one read of the upstream's socket brought
// goes out in one write, each piece as its own chunk, as it came. Node's own framing would hand
// every piece to the socket in four parts, which is most of what forwarding a stream costs.
import type { ServerResponse } from 'node:http';
import { findHeader, type HeaderList, headersToRaw } from '../lib/header-list.ts';

export interface BodyRelay {
  /** Sends pieces on. False: the client is slow, wait for `drain`. */
  write(pieces: readonly Uint8Array[]): boolean;
  /** Ends the message. Trailers reach the client only where the body is sent in chunks. */
  end(trailers: HeaderList): void;
}

/** Takes the head; nothing is sent yet. */
export function writeHead(
  response: ServerResponse,
  { status, statusText }: { readonly status: number; readonly statusText: string },
  headers: HeaderList,
): void {
  // Node throws where trailers are announced for a body that it does not send in chunks.
  const isInChunks =
    response.useChunkedEncodingByDefault &&
    !isWhole(response.req.method, status) &&
    findHeader(headers, 'content-length') === undefined;
  const sent = isInChunks ? headers : headers.filter(([name]) => !/^trailer$/i.test(name));
  response.writeHead(status, statusText, headersToRaw(sent));
}

/**
 * Sends the head by itself, where nothing has been sent yet, in the bytes that it came in:
 * `flushHeaders` would encode it as UTF-8.
 */
export function flushHead(response: ServerResponse): void {
  if (response.writableEnded) return;
  // Node writes nothing to what has no body.
  if (isWhole(response.req.method, response.statusCode)) response.end();
  else response.write('', 'latin1');
}

/** RFC 9112 section 6.3: answers that are their heads. */
function isWhole(method: string | undefined, status: number): boolean {
  return method === 'HEAD' || status < 200 || status === 204 || status === 304;
}

/** @param response its head has been written, so that Node has decided how the body is delimited */
export function createBodyRelay(response: ServerResponse): BodyRelay {
  const isChunked = response.chunkedEncoding;
  response.chunkedEncoding = false; // framed here instead
  return {
    write: (pieces) => response.write(isChunked ? frame(pieces) : joined(pieces)),
    end(trailers) {
      if (!isChunked) response.end();
      else
        response.end(
          `0\r\n${trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
          'latin1',
        );
    },
  };
}

/** RFC 9112 section 7.1: size in hex, the bytes, a line end. */
function frame(pieces: readonly Uint8Array[]): Buffer {
  const heads = pieces.map((piece) => `${piece.length.toString(16)}\r\n`);
  let length = 2 * pieces.length;
  for (const [index, piece] of pieces.entries())
    length += piece.length + (heads[index]?.length ?? 0);
  const framed = Buffer.allocUnsafe(length);
  let offset = 0;
  for (const [index, piece] of pieces.entries()) {
    offset += framed.write(heads[index] ?? '', offset, 'latin1');
    framed.set(piece, offset);
    offset += piece.length;
    framed[offset++] = 0x0d;
    framed[offset++] = 0x0a;
  }
  return framed;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}
