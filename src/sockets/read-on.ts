// Lets a client that is still sending read its refusal. A server that closes a connection with
// unread bytes in it makes the kernel reset it, and the client loses the answer that was on its way
// (RFC 9112 section 9.6). So what the client still sends is read and forgotten, within limits.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Above the largest body that a client sends by mistake. It is not kept. */
const bytesMax = 256 * 1024 * 1024;
/** Far above what a loopback connection takes for that; bounds a client that sends without end. */
const msMax = 30_000;

/**
 * Ends a response after its request has been read to its end, or a limit was reached. Its head and
 * body must have been written, with their length, so that the client has all of it at once.
 */
export function endWhenRead(request: IncomingMessage, response: ServerResponse): void {
  const end = (): void => {
    stop();
    if (!response.writableEnded) response.end();
  };
  const stop = readOn(request, end);
  if (request.complete || request.destroyed) end();
  request.once('end', end).once('close', end);
}

/** Sends a last text and closes a connection, after the other side has closed its half. */
export function closeWhenRead(socket: Duplex, last: string): void {
  socket.on('error', () => socket.destroy());
  const stop = readOn(socket, () => socket.destroy());
  socket.once('end', () => socket.destroy());
  socket.once('close', stop);
  socket.end(last);
}

/** Without a byte for so long, ms, the other half of a connection is given up. */
const halfOpenMsMax = 30_000;

/** For a connection whose other side has ended its half: what is silent then is closed. */
export function closeWhenSilent(socket: Socket): void {
  socket.setTimeout(halfOpenMsMax, () => socket.destroy());
}

/** Reads and forgets. @returns stops the clock */
function readOn(source: IncomingMessage | Duplex, isEnough: () => void): () => void {
  let bytes = 0;
  const timer = setTimeout(isEnough, msMax);
  timer.unref();
  source.removeAllListeners('data');
  source.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > bytesMax) isEnough();
  });
  source.resume();
  return () => clearTimeout(timer);
}
