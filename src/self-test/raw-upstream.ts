// A TCP server that reads HTTP/1.1 requests by hand and writes answers byte by byte: what a proxy
// is judged by must not share its HTTP library.
import { type AddressInfo, createServer, type Socket } from 'node:net';

/**
 * A request or response, hop-by-hop header lines left out, as latin1 text: one character a byte.
 */
export interface RawMessage {
  /** Request line or status line. */
  readonly start: string;
  readonly headers: string;
  readonly body: string;
  readonly trailers: string;
  readonly target: string;
}

/** `Host` names another server on each side; the rest belongs to one connection. */
const leftOut = /^(connection|keep-alive|transfer-encoding|host):/i;

export interface RawUpstream {
  readonly url: string;
  /** What arrived since the last look. */
  take(): RawMessage[];
  close(): Promise<void>;
}

type Answer = (message: RawMessage) => { head: string; parts: readonly string[] } | undefined;

export async function startRawUpstream(answer: Answer): Promise<RawUpstream> {
  let arrived: RawMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let received = '';
    socket.on('data', (part) => {
      received += part.toString('latin1');
      const whole = parseMessage(received);
      if (whole === undefined) return;
      received = '';
      arrived.push(whole);
      const { head, parts } = answer(whole) ?? { head: 'HTTP/1.1 404 None\r\n\r\n', parts: [] };
      socket.write(head, 'latin1');
      const isText = head.includes('event-stream');
      for (const text of parts) socket.write(text, isText ? 'utf8' : 'latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = arrived;
      arrived = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A message once it is whole; undefined before. */
export function parseMessage(text: string): RawMessage | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = text.slice(0, end).split('\r\n');
  const rest = text.slice(end + 4);
  const length = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
  const isChunked = lines.some((line) => /^transfer-encoding: *chunked/i.test(line));
  const content = isChunked ? readChunked(rest) : { body: rest.slice(0, length), trailers: '' };
  if (content === undefined || (!isChunked && rest.length < length)) return undefined;
  const headers = lines.filter((line) => !leftOut.test(line)).join('\r\n');
  return { start, headers, ...content, target: start.split(' ')[1]?.split('?')[0] ?? '' };
}

function readChunked(text: string): { body: string; trailers: string } | undefined {
  let body = '';
  let at = 0;
  for (;;) {
    const line = text.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(text.slice(at, line), 16);
    at = line + 2;
    if (size === 0) {
      const end = text.indexOf('\r\n\r\n', line);
      return end < 0 ? undefined : { body, trailers: text.slice(at, end) };
    }
    if (text.length < at + size + 2) return undefined;
    body += text.slice(at, at + size);
    at += size + 2;
  }
}
