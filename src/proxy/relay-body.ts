// The body of an answer on its way to the client: what one read of the upstream's socket brought goes
// out in one write, each piece as a chunk of its own, as it came. Node's own framing would hand every
// piece to the socket in four parts, which is most of what forwarding a stream costs.
import type { ServerResponse } from 'node:http';
import type { HeaderList } from '../lib/header-list.ts';

export interface BodyRelay {
  /** Sends pieces on. False: the client is slow, wait for `drain`. */
  write(pieces: readonly Uint8Array[]): boolean;
  /** Ends the message. Trailers reach the client only where the body is sent in chunks. */
  end(trailers: HeaderList): void;
}

/**
 * Sends the head by itself, where nothing has been sent yet, in the bytes that it came in:
 * `flushHeaders` would encode it as UTF-8.
 */
export function flushHead(response: ServerResponse): void {
  const { req, statusCode } = response;
  if (response.writableEnded) return;
  // RFC 9112 section 6.3: these are their heads, and Node writes nothing to them.
  if (req.method === 'HEAD' || statusCode < 200 || statusCode === 204 || statusCode === 304)
    response.end();
  else response.write('', 'latin1');
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
