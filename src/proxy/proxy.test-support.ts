// Real sockets for the tests of this room: a sink that remembers, a raw client, a raw upstream.

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../domain/clock.ts';
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { Sink } from '../domain/sink.ts';
import { createPassThrough, type PassThroughOptions } from './pass-through.ts';
import { createProxyServer, type ProxyServer, type ProxyServerOptions } from './server.ts';

export const realClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

export interface RememberedExchange {
  start: ExchangeStart;
  flushed: number | undefined;
  head: ResponseHead | undefined;
  chunks: Buffer[];
  end: ExchangeEnd | undefined;
}

export interface MemorySink extends Sink {
  readonly exchanges: RememberedExchange[];
  readonly dropped: { session: SessionDescriptor; reason: string }[];
  /** Resolves when an exchange has ended. */
  ended(): Promise<RememberedExchange>;
}

export function createMemorySink(answer: 'stored' | 'dropped' = 'stored'): MemorySink {
  const exchanges: RememberedExchange[] = [];
  const dropped: MemorySink['dropped'] = [];
  const waiting: ((exchange: RememberedExchange) => void)[] = [];
  const finished: RememberedExchange[] = [];
  const find = (id: string): RememberedExchange => {
    const found = exchanges.find(({ start }) => start.id === id);
    if (!found) throw new TypeError(`no exchange ${id}`);
    return found;
  };
  return {
    exchanges,
    dropped,
    drop: (session, reason) => {
      dropped.push({ session, reason });
    },
    ended: () =>
      new Promise((resolve) => {
        const ready = finished.shift();
        if (ready) resolve(ready);
        else waiting.push(resolve);
      }),
    begin: async (request, identify) => {
      const start = { ...request, session: identify() };
      exchanges.push({ start, flushed: undefined, head: undefined, chunks: [], end: undefined });
      return answer;
    },
    flushed: (id, elapsedMs) => {
      find(id).flushed = elapsedMs;
    },
    responseHead: (id, head) => {
      find(id).head = head;
    },
    chunk: (id, bytes) => {
      find(id).chunks.push(Buffer.from(bytes));
    },
    end: (id, end) => {
      const exchange = find(id);
      exchange.end = end;
      const next = waiting.shift();
      if (next) next(exchange);
      else finished.push(exchange);
    },
    flush: async () => {},
    close: async () => {},
  };
}

/** A TCP server; `serve` gets each connection. */
export async function startRawServer(
  serve: (socket: Socket) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Answers each connection once, when a whole request (head and `content-length` body) is there. */
export function startRawUpstream(
  answer: (request: Buffer, socket: Socket) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  return startRawServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const declared = /content-length: (\d+)/i.exec(received.subarray(0, head).toString());
      if (received.length < head + 4 + Number(declared?.[1] ?? 0)) return;
      answer(received, socket);
      received = Buffer.alloc(0);
    });
  });
}

export interface TestProxy {
  readonly sink: MemorySink;
  readonly server: ProxyServer;
  readonly port: number;
  close(): Promise<void>;
}

/** The pass-through with one upstream for everything. */
export async function startTestProxy(
  upstream: string,
  options: Partial<ProxyServerOptions> &
    Pick<Partial<PassThroughOptions>, 'environment' | 'codexTransport'> & {
      sink?: MemorySink;
    } = {},
): Promise<TestProxy> {
  const sink = options.sink ?? createMemorySink();
  let count = 0;
  const passThrough = createPassThrough({
    upstreams: { anthropic: upstream, openai: upstream, chatgpt: upstream },
    sink,
    fingerprintKey: Buffer.alloc(32, 7),
    newId: () => `x_${count++}`,
    environment: options.environment ?? {},
    codexTransport: options.codexTransport ?? 'ws',
  });
  const server = await createProxyServer({
    listen: { host: '127.0.0.1', port: 0 },
    handler: passThrough.handler,
    refuse: passThrough.refuse,
    upgradeHandler: passThrough.upgradeHandler,
    clock: realClock,
    ...options,
  });
  return {
    sink,
    server,
    port: Number(new URL(server.url).port),
    async close() {
      passThrough.close();
      await server.close();
    },
  };
}

/** Sends bytes and collects all that comes back until the other side closes. */
export function exchangeRaw(port: number, request: string | Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(Buffer.from(part)));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(Buffer.concat(parts)) : reject(error),
    );
    socket.on('close', () => resolve(Buffer.concat(parts)));
    socket.write(request);
  });
}

/** A request head with `Connection: close`, as text. */
export function rawRequest(
  line: string,
  port: number,
  headers: readonly string[],
  body = '',
): string {
  return [line, `Host: 127.0.0.1:${port}`, ...headers, 'Connection: close', '', body].join('\r\n');
}
