// A client's connection as a signal: for what must not be shared with another client.
import type { Socket } from 'node:net';

const signals = new WeakMap<Socket, AbortSignal>();

/** The same signal for every request of a connection; aborted when it has closed. */
export function connectionSignal(socket: Socket | null): AbortSignal {
  const known = socket === null ? undefined : signals.get(socket);
  if (known !== undefined) return known;
  const closed = new AbortController();
  if (socket === null || socket.destroyed) closed.abort();
  else {
    signals.set(socket, closed.signal);
    socket.once('close', () => closed.abort());
  }
  return closed.signal;
}
