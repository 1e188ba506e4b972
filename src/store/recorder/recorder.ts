// The recorder, as the proxy's thread holds it. A request is handed to the database's thread at
// once, further ones of the same turn of the event loop together after it, and each caller waits
// until its request is stored; everything else is handed over every fifth of a second. SQLite,
// compression and every wait for a lock are in the other thread (write-queue.ts). What waits
// between the two is bounded in bytes; what does not fit is dropped, and traffic continues.
import type {
  ElapsedMs,
  ExchangeEnd,
  ExchangeRequest,
  ExchangeStart,
  ResponseHead,
} from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import type { BeginResult, Sink } from '../../domain/sink.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { allocateBlock } from '../../lib/large-block.ts';
import { type After, after } from './after.ts';
import { weightOf } from './chunk-batch.ts';
import { countRecorded } from './count-recorded.ts';
import { type DatabaseThread, startDatabaseThread, type ThreadMessage } from './database-thread.ts';
import { createDropCount, type DropCount } from './drop-count.ts';
import { identifySafely } from './identify-safely.ts';
import { createLastingThread, type LastingThread } from './lasting-thread.ts';
import type { ExchangeUpdate } from './messages.ts';
import { noNews, toUpdate } from './news.ts';
import { RecordedExchanges } from './recorded-exchanges.ts';

/**
 * How long a request waits to be stored. Then it is forwarded, and stored as soon as that works.
 */
export const beginMsMax = 1_000;
/** How long `flush` and `close` wait for a database that is locked or full. */
export const flushMsMax = 1_000;
/**
 * How long the database's thread may be silent while all is closed, should it hang. On a busy
 * machine it works or starts for seconds, and what it has not written by then is lost.
 */
export const closeMsMax = 20_000;
/** News is collected this long: chunks are to be in the database within a quarter second. */
const newsIntervalMs = 200;
/** Bytes that may wait to be written, in both threads together. */
const waitingBytesMax = 64 * 1024 * 1024;
/** What a request takes besides its bytes, roughly: many small ones fill memory too. */
const requestOverheadBytes = 500;

/**
 * - `open`: a request waits for the database.
 * - `stalled`: one has waited for too long. Until the next one is stored, none waits any more.
 * - `draining`: what waits is written, and nothing else is taken.
 * - `closed`: by `close`, or because the database's thread cannot be started again.
 */
type RecorderState = 'open' | 'stalled' | 'draining' | 'closed';

export interface RecorderOptions {
  /** Called once for each reason for which something could not be stored. */
  readonly onDrop?: (reason: string) => void;
  /** Called when recording continues in another way: in another file, in a new thread. */
  readonly onNotice?: (notice: string) => void;
  /** Default 64 MiB. */
  readonly waitingBytesMax?: number;
  /** Default: real timers. */
  readonly after?: After;
  /** Default: a thread of this process. */
  readonly startThread?: typeof startDatabaseThread;
}

export interface Recorder extends Sink {
  /** The database's key for the fingerprints of secrets. */
  readonly fingerprintKey: Uint8Array;
  /** Exchanges that could not be stored, or not to their end. Final after `close`. */
  dropped(): number;
  /** Exchanges that a reader finds in the file at the path, to their end. After `close`. */
  readable(): number;
}

/**
 * Opens the database in another thread. Throws HarnessError as `openDatabase` does.
 * @param path of the database file, made when missing
 */
export async function openRecorder(path: string, options: RecorderOptions = {}): Promise<Recorder> {
  const start = options.startThread ?? startDatabaseThread;
  return new ThreadedRecorder(path, await start({ path, recorder: undefined }), options);
}

class ThreadedRecorder implements Recorder {
  readonly fingerprintKey: Uint8Array;
  readonly #path: string;
  readonly #thread: LastingThread;
  readonly #options: RecorderOptions;
  readonly #after: After;
  readonly #exchanges = new RecordedExchanges();
  readonly #dropped: DropCount;
  /** In the order in which they were asked for, which is that of the answers. */
  readonly #flushes: (() => void)[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #state: RecorderState = 'open';
  #cancelNews: (() => void) | undefined;
  /** While it is closed. */
  #cancelSilence: (() => void) | undefined;
  /** Not handed over yet: each message wakes the other thread, and is a transaction there. */
  #requests: RequestUpdate[] = [];
  #requestsSoon: NodeJS.Immediate | undefined;
  /** Row of this process in `recorders` of the file that is recorded into. */
  #recorder: number;
  #readable = 0;

  constructor(path: string, thread: DatabaseThread, options: RecorderOptions) {
    this.fingerprintKey = thread.fingerprintKey;
    this.#path = path;
    this.#recorder = thread.recorder;
    this.#options = options;
    this.#after = options.after ?? after;
    this.#dropped = createDropCount((reason) => options.onDrop?.(reason));
    const start = options.startThread ?? startDatabaseThread;
    this.#thread = createLastingThread(thread, {
      start: (recorder) => start({ path, recorder }),
      nowMs: () => performance.now(),
      onMessage: (message) => this.#hear(message),
      onDeath: (reason, isReplaced) => {
        if (isReplaced) this.#startAgain(reason);
        else this.#endWithout(reason);
      },
    });
  }

  async begin(request: ExchangeRequest, identify: () => SessionDescriptor): Promise<BeginResult> {
    const { id } = request;
    const session = identifySafely(identify, id);
    const bytes = request.body.length + headerBytes(request) + requestOverheadBytes;
    const refusal = this.#refusalOf(id, bytes);
    if (refusal !== undefined) {
      this.drop(session, refusal);
      return 'dropped';
    }
    const { result, answer } = this.#exchanges.begin(id, session, bytes);
    const body = allocateBlock(request.body.length); // the caller keeps its own
    body.set(request.body);
    const update = { ...toUpdate(id, noNews()), request: { ...request, session, body }, bytes };
    this.#requests.push(update);
    if (this.#requestsSoon === undefined) this.#postFirst();
    if (this.#state === 'stalled') return 'late';
    const cancel = this.#after(beginMsMax, () => {
      if (this.#state === 'open') this.#state = 'stalled';
      answer('late');
    });
    return result.finally(cancel);
  }

  drop(session: SessionDescriptor, reason: string): void {
    this.#dropped.add(reason);
    if (this.#state !== 'closed') this.#thread.post({ type: 'dropped', session });
  }

  dropped(): number {
    return this.#dropped.total();
  }

  flushed(id: string, elapsedMs: ElapsedMs): void {
    const news = this.#exchanges.newsOf(id);
    if (news === undefined) return;
    news.flushedMs = elapsedMs;
    this.#postSoon();
  }

  responseHead(id: string, head: ResponseHead): void {
    const news = this.#exchanges.newsOf(id);
    if (news === undefined) return;
    news.head = head;
    this.#postSoon();
  }

  chunk(id: string, bytes: Uint8Array, elapsedMs: ElapsedMs): void {
    const news = this.#exchanges.newsOf(id);
    if (news === undefined) return;
    if (this.#fits(weightOf(bytes.length, 1))) {
      this.#exchanges.addChunk(news, bytes, elapsedMs);
      this.#postSoon();
      return;
    }
    const session = this.#exchanges.end(id, 'lost');
    this.#postNews();
    if (session) this.drop(session, 'the database is slower than the traffic');
  }

  end(id: string, end: ExchangeEnd): void {
    this.#exchanges.end(id, end);
    this.#postSoon();
  }

  async flush(): Promise<void> {
    this.#postNews();
    if (this.#state === 'closed') return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#flushes.push(resolve);
    this.#thread.post({ type: 'flush' });
    const cancel = this.#after(flushMsMax, resolve);
    await promise;
    cancel();
  }

  async close(): Promise<void> {
    if (this.#state === 'open' || this.#state === 'stalled') {
      this.#state = 'draining';
      this.#thread.letDie();
      this.#boundSilence();
      void this.#closed.promise.then(() => this.#cancelSilence?.());
      await this.flush();
      this.#postNews(); // of exchanges that went on meanwhile
      this.#thread.post({ type: 'close' });
    }
    await this.#closed.promise;
    this.#thread.stop();
    this.#readable = countRecorded(this.#path, this.#recorder);
  }

  readable(): number {
    return this.#readable;
  }

  /** Why a request is not taken; undefined: it is. */
  #refusalOf(id: string, bytes: number): string | undefined {
    if (this.#state === 'closed') return 'the recorder has ended';
    if (this.#state === 'draining') return 'the recorder is about to end';
    if (this.#exchanges.has(id)) return `the exchange ${id} has begun already`;
    // An empty queue takes one body of any size that the server lets through.
    const isTaken = this.#exchanges.waitingBytes === 0 || this.#fits(bytes);
    return isTaken ? undefined : 'more is waiting for the database than may wait';
  }

  #fits(bytes: number): boolean {
    const bytesMax = this.#options.waitingBytesMax ?? waitingBytesMax;
    return this.#exchanges.waitingBytes + bytes <= bytesMax;
  }

  #postSoon(): void {
    this.#cancelNews ??= this.#after(newsIntervalMs, () => this.#postNews());
  }

  /** The first request of a turn is stored while its connection is prepared. */
  #postFirst(): void {
    this.#postRequests();
    this.#requestsSoon = setImmediate(() => this.#postRequests());
  }

  #postRequests(): void {
    clearImmediate(this.#requestsSoon);
    this.#requestsSoon = undefined;
    const updates = this.#requests.splice(0);
    if (updates.length === 0) return;
    const memory = updates.map(({ request }) => request.body.buffer);
    this.#thread.post({ type: 'updates', updates }, memory);
  }

  #postNews(): void {
    this.#postRequests();
    this.#cancelNews?.();
    this.#cancelNews = undefined;
    const updates = this.#exchanges.takeNews();
    if (updates.length === 0) return;
    const memory = updates.flatMap(({ chunks }) =>
      chunks ? [chunks.bytes.buffer, chunks.sizes.buffer, chunks.times.buffer] : [],
    );
    this.#thread.post({ type: 'updates', updates }, memory);
  }

  #boundSilence(): void {
    this.#cancelSilence?.();
    const reason = 'the recording thread did not end in time';
    this.#cancelSilence = this.#after(closeMsMax, () => this.#endWithout(reason));
  }

  #hear(message: ThreadMessage): void {
    if (this.#state === 'draining') this.#boundSilence();
    switch (message.type) {
      case 'written':
        if (message.stored.length > 0 && this.#state === 'stalled') this.#state = 'open';
        this.#exchanges.settle(message);
        for (const { reason } of message.lost) this.#dropped.add(reason);
        return;
      case 'flushed':
        this.#flushes.shift()?.();
        return;
      case 'closed':
        this.#state = 'closed';
        this.#closed.resolve();
        return;
      case 'moved':
        this.#recorder = message.recorder;
        this.#notice(`${this.#replaced()}: recording continues in the file that is there now`);
        return;
      case 'gone': {
        const { reason } = message;
        this.#notice(`${this.#replaced()}, and there can be no other one (${reason})`);
        return;
      }
      default:
        assertNever(message, 'message');
    }
  }

  #notice(notice: string): void {
    this.#options.onNotice?.(notice);
  }

  #replaced(): string {
    return `the database ${this.#path} was deleted, moved or replaced`;
  }

  /** What the thread had not written is lost, and counted by the one that is started. */
  #startAgain(reason: string): void {
    this.#notice(`${reason}; it is started again`);
    for (const session of this.#drop()) this.drop(session, reason);
  }

  /** Nothing is recorded any more. */
  #endWithout(reason: string): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    for (const _session of this.#drop()) this.#dropped.add(reason);
    this.#closed.resolve();
  }

  /** What waits will not be written. @returns the sessions of its exchanges */
  #drop(): SessionDescriptor[] {
    for (const done of this.#flushes.splice(0)) done();
    this.#requests = [];
    return this.#exchanges.dropAll();
  }
}

/** An update that begins an exchange, with a body that can be handed to another thread. */
interface RequestUpdate extends ExchangeUpdate {
  readonly request: ExchangeStart & { readonly body: Uint8Array<ArrayBuffer> };
}

function headerBytes({ target, headers }: ExchangeRequest): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, target.length);
}
