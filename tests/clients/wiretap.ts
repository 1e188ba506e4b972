// A TCP relay that keeps every byte of both directions, and a reader that cuts the bytes into HTTP
// responses. Independent of turntape's own proxy on purpose: it is what the proxy is judged by.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface WireResponse {
  readonly status: number;
  /**
   * Header lines in order, hop-by-hop ones (connection, keep-alive, transfer-encoding) left out.
   */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export interface Wiretap {
  readonly url: string;
  /** Responses that went to the client, in the order of their connections. */
  responses(): WireResponse[];
  close(): Promise<void>;
}

/** Relays 127.0.0.1:<free port> to the target URL's host and port. */
export async function createWiretap(target: string): Promise<Wiretap> {
  const { hostname, port } = new URL(target);
  const streams: Buffer[][] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const received: Buffer[] = [];
    streams.push(received);
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    upstream.on('data', (bytes) => received.push(bytes));
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    responses: () => streams.flatMap((parts) => parseResponses(Buffer.concat(parts))),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const hopByHop = /^(connection|keep-alive|transfer-encoding):/i;

/** All whole responses in the bytes of one connection. */
export function parseResponses(bytes: Buffer): WireResponse[] {
  const responses: WireResponse[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) break;
    const [statusLine = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(statusLine.split(' ')[1]);
    const after = rest.subarray(end + 4);
    const length = lines.find((line) => /^content-length:/i.test(line))?.split(':')[1];
    const chunked = lines.some((line) => /^transfer-encoding:.*chunked/i.test(line));
    const bodyless = status === 204 || status === 304;
    const { body, used } = bodyless
      ? { body: Buffer.alloc(0), used: 0 }
      : chunked
        ? readChunked(after)
        : { body: after.subarray(0, Number(length ?? 0)), used: Number(length ?? 0) };
    responses.push({ status, headers: lines.filter((line) => !hopByHop.test(line)), body });
    rest = after.subarray(used);
  }
  return responses;
}

function readChunked(bytes: Buffer): { body: Buffer; used: number } {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return { body: Buffer.concat(parts), used: bytes.length };
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    at = line + 2;
    if (size === 0) {
      const trailersEnd = bytes.indexOf('\r\n', at);
      return { body: Buffer.concat(parts), used: trailersEnd < 0 ? bytes.length : trailersEnd + 2 };
    }
    parts.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}
