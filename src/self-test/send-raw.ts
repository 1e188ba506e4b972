// Sends a request byte by byte over a bare socket, and reads the answer the same way.
import { connect, type Socket } from 'node:net';
import { parseMessage, type RawMessage } from './raw-upstream.ts';

/** One connection a server, kept open as clients do. */
const sockets = new Map<string, Socket>();
/** The self-test's servers answer at once; a silence is a failure of the proxy. */
const answerMsMax = 10_000;

/** Sends one request as text and reads its answer. @param request gets the `Host` to name */
export function sendRaw(
  url: string,
  request: (host: string) => string,
): Promise<{ message: RawMessage; firstByteMs: number }> {
  const { host, hostname, port } = new URL(url);
  let socket = sockets.get(url);
  if (socket === undefined || socket.destroyed) {
    socket = connect(Number(port), hostname).setNoDelay(true);
    sockets.set(url, socket);
    socket.on('error', () => {});
    socket.unref();
  }
  const own = socket;
  return new Promise((resolve, reject) => {
    let received = '';
    let firstByteMs: number | undefined;
    const limit = setTimeout(() => own.destroy(), answerMsMax);
    const startedMs = performance.now();
    const done = (): void => {
      clearTimeout(limit);
      own.removeListener('data', onData).removeListener('close', onClose);
    };
    const onData = (part: Buffer): void => {
      firstByteMs ??= performance.now() - startedMs;
      received += part.toString('latin1');
      const message = parseMessage(received);
      if (message === undefined) return;
      done();
      resolve({ message, firstByteMs });
    };
    const onClose = (): void => {
      done();
      reject(new Error(`the connection to ${host} ended during the answer`));
    };
    own.on('data', onData).on('close', onClose);
    own.write(request(host));
  });
}
