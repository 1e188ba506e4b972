// How the two sides of a fuzz run behave: in which pieces they send, whether they read, when they
// go, and how.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import fc, { type Arbitrary } from 'fast-check';
import { sha256 } from '../../src/lib/sha256.ts';
import { place } from './mistakes.ts';

/** Then a client ends its half, and gives up where the other side keeps its own, as it may. */
const silentMsMax = 100;

export interface ClientManners {
  /** Where what it sends is divided, as parts of its length. */
  readonly cuts: readonly number[];
  /**
   * It ends its half or cuts the connection once all is sent, goes when it has an answer, or stays
   * for as long as it gets more.
   */
  readonly end: 'half' | 'cut' | 'answered' | 'never';
  /** It takes nothing of what it is sent. */
  readonly isDeaf: boolean;
}
const cuts = fc.oneof(fc.constant([0.5]), fc.array(place, { maxLength: 5 }));
export const clientManners: Arbitrary<ClientManners> = fc.record({
  cuts,
  end: fc.constantFrom('half', 'cut', 'answered', 'answered', 'never'),
  isDeaf: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});

export const politeClient: ClientManners = { cuts: [], end: 'answered', isDeaf: false };

export interface UpstreamManners {
  readonly cuts: readonly number[];
  readonly end: 'half' | 'cut' | 'never';
  /** It answers what it has not read yet. */
  readonly isEarly: boolean;
}
export const upstreamManners: Arbitrary<UpstreamManners> = fc.record({
  cuts,
  end: fc.constantFrom('half', 'half', 'cut', 'never'),
  isEarly: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});
export const polite: UpstreamManners = { cuts: [], end: 'half', isEarly: false };

export interface Upstream {
  readonly url: string;
  /** Hashes of the bodies of requests that arrived whole, and how often. */
  readonly seen: Map<string, number>;
  /** Sent to whoever asks. */
  answer: Buffer;
  manners: UpstreamManners;
  close(): void;
}

export const fine = Buffer.from(
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
);

export const count = (counts: Map<string, number>, key: string): unknown =>
  counts.set(key, (counts.get(key) ?? 0) + 1);

/** Reads requests by their declared length or chunks, and answers with anything. */
export async function startUpstream(): Promise<Upstream> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let received: Buffer = Buffer.alloc(0);
    let hasAnswered = false;
    const answer = (): void => {
      hasAnswered = true;
      const { cuts: at, end } = upstream.manners;
      void sendIn(socket, upstream.answer, at).then(() => leave(socket, end));
    };
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      if (!hasAnswered && upstream.manners.isEarly) answer();
      for (;;) {
        const whole = takeRequest(received);
        if (whole === null) return;
        received = whole.rest;
        if (whole.body.length > 0) count(upstream.seen, sha256(whole.body));
        if (!hasAnswered) answer();
        hasAnswered = false;
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upstream: Upstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: new Map(),
    answer: fine,
    manners: polite,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return upstream;
}

/** A request that has arrived, as a proxy of ours sends it; null: not yet. */
function takeRequest(received: Buffer): { body: Buffer; rest: Buffer } | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = received.subarray(0, end).toString('latin1');
  let rest = received.subarray(end + 4);
  if (!/^transfer-encoding: *chunked/im.test(head)) {
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (rest.length < length) return null;
    return { body: rest.subarray(0, length), rest: rest.subarray(length) };
  }
  const pieces: Buffer[] = [];
  for (;;) {
    const line = rest.indexOf('\r\n');
    if (line < 0) return null;
    const size = Number.parseInt(rest.subarray(0, line).toString('latin1'), 16);
    if (size === 0) {
      const last = rest.indexOf('\r\n\r\n', line);
      return last < 0 ? null : { body: Buffer.concat(pieces), rest: rest.subarray(last + 4) };
    }
    if (rest.length < line + 4 + size) return null;
    pieces.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 4 + size);
  }
}

/** Each piece is on its way before the next. */
async function sendIn(socket: Socket, sent: Buffer, at: readonly number[]): Promise<void> {
  const ends = at.map((part) => Math.floor(part * sent.length)).sort((a, b) => a - b);
  let from = 0;
  for (const to of [...ends, sent.length]) {
    const piece = sent.subarray(from, to);
    from = to;
    await new Promise<void>((resolve) => {
      if (!socket.writable) resolve();
      else socket.write(piece, () => setImmediate(resolve));
    });
  }
}

function leave(socket: Socket, end: 'half' | 'cut' | 'never'): void {
  if (end === 'half') socket.end();
  if (end !== 'cut') return;
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Of an answer, to look for a defect in it. */
const answerBytesMax = 100_000;

/** Sends bytes, and waits until the connection is over. @returns the beginning of what came back */
export function throwAt(
  socket: Socket,
  sent: Buffer,
  { cuts: at, end, isDeaf }: ClientManners,
): Promise<string> {
  return new Promise((over) => {
    let received = '';
    socket.on('error', () => socket.destroy()).on('close', () => over(received));
    let isSilent = false;
    socket.setTimeout(silentMsMax, () => {
      if (isSilent || isDeaf || !socket.writable) socket.destroy();
      isSilent = true;
      socket.end();
    });
    if (isDeaf) socket.pause();
    else
      socket.on('data', (part: Buffer) => {
        if (received.length < answerBytesMax) received += part.toString('latin1');
        if (end !== 'never') socket.end();
      });
    void sendIn(socket, sent, at).then(() => {
      if (end === 'half' || end === 'cut') leave(socket, end);
    });
  });
}
