// WebSocket frames from copies of the bytes of one direction. What was forwarded is never touched:
// a frame that cannot be read ends the reading, not the connection.
import type { Writable } from 'node:stream';
import * as webSocket from 'ws';
import type { MemoryBudget } from '../../lib/memory-budget.ts';

/** A longer message is not recorded: text of it is held several times while it is read. */
const messageBytesMax = 16 * 1024 * 1024;
/** Of one message. Each is an object until the message is whole. */
const fragmentsMax = 16 * 1024;

/** The parts of ws that its types leave out; its own README documents none of them as stable. */
type Receiver = Omit<Writable, 'on'> & {
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
};
interface Deflate {
  params: unknown;
  normalizeParams(configurations: unknown[]): unknown[];
  cleanup(): void;
}
interface WebSocketParts {
  readonly Receiver: new (options: object) => Receiver;
  readonly PerMessageDeflate: new (options: object) => Deflate;
  readonly extension: { parse(header: string): Record<string, unknown[]> };
}
const { Receiver, PerMessageDeflate, extension } = webSocket as unknown as WebSocketParts;

export interface FrameReader {
  /**
   * Resolves when the bytes have been read. They are changed: give it a copy.
   * @param elapsedMs when the bytes arrived
   */
  feed(bytes: Buffer, elapsedMs: number): Promise<void>;
  /** Resolves when all that was fed has been read. */
  close(): Promise<void>;
}

export interface FrameReaderOptions {
  /** Whether the bytes come from the client (masked) or from the server. */
  readonly from: 'client' | 'upstream';
  /** The `Sec-WebSocket-Extensions` that the server agreed to. */
  readonly extensions: string | undefined;
  /** Where room for messages that are not whole is taken. */
  readonly memory: MemoryBudget;
  /** A whole message, inflated, with the arrival of the bytes that completed it. */
  onMessage(text: string, elapsedMs: number): void;
  /** The rest of this direction is not read. */
  onUnreadable(reason: string): void;
}

export function createFrameReader(options: FrameReaderOptions): FrameReader {
  const isServer = options.from === 'client';
  let deflate: Deflate | undefined;
  let problem: string | undefined;
  try {
    deflate = agreedDeflate(options.extensions, isServer);
  } catch (error) {
    problem = `the agreed extensions cannot be read (${String(error)})`;
  }
  const receiver = new Receiver({
    isServer,
    maxPayload: messageBytesMax,
    maxFragments: fragmentsMax,
    extensions: deflate ? { 'permessage-deflate': deflate } : {},
  });
  /** Inflating takes its time: messages belong to the oldest bytes that are not dealt with. */
  const arrivals: number[] = [];
  let isOpen = true;
  let share = options.memory.open();
  const giveUp = (reason: string): void => {
    share.close();
    if (isOpen) options.onUnreadable(reason);
    isOpen = false;
  };
  receiver.on('message', (data, isBinary) => {
    share.close();
    share = options.memory.open();
    options.onMessage(
      isBinary ? JSON.stringify({ binary_bytes: data.length }) : data.toString('utf8'),
      arrivals[0] ?? 0,
    );
  });
  receiver.on('error', (error) => giveUp(error.message));
  if (problem !== undefined) giveUp(problem);
  return {
    feed(bytes, elapsedMs) {
      if (!isOpen) return Promise.resolve();
      if (!share.tryTake(bytes.length)) {
        giveUp('other messages have taken the memory that there is for reading them');
        receiver.destroy();
        return Promise.resolve();
      }
      arrivals.push(elapsedMs);
      return new Promise((resolve) => {
        receiver.write(bytes, () => {
          arrivals.shift();
          resolve();
        });
      });
    },
    async close() {
      if (!receiver.destroyed) {
        await new Promise<void>((resolve) => {
          receiver.end(() => resolve());
        });
      }
      isOpen = false;
      share.close();
      deflate?.cleanup();
    },
  };
}

/** @throws Error for extensions that the other side should not have answered with */
function agreedDeflate(extensions: string | undefined, isServer: boolean): Deflate | undefined {
  if (extensions === undefined) return undefined;
  const [agreed] = extension.parse(extensions)['permessage-deflate'] ?? [];
  if (agreed === undefined) return undefined;
  const deflate = new PerMessageDeflate({
    ...{ isServer, maxPayload: messageBytesMax },
    // Of all connections: one message at a time is inflated, so that one at a time is held whole.
    concurrencyLimit: 1,
  });
  [deflate.params] = deflate.normalizeParams([agreed]);
  return deflate;
}
