// The exchanges that the proxy's thread has handed over, or is about to, with the bytes of them
// that the database does not have yet. Each is here from `begin` until the database has all of it.
import type { ElapsedMs, ExchangeEnd } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import type { BeginResult } from '../../domain/sink.ts';
import { ChunkGatherer, weightOf } from './chunk-batch.ts';
import type { WriteReport } from './messages.ts';
import { type News, noNews, type OwnUpdate, toUpdate } from './news.ts';

/**
 * - `begun`: its request is not stored yet.
 * - `streaming`: it is; what follows is taken.
 * - `ended`: nothing more is taken. What was taken may still wait.
 */
type ExchangeState = 'begun' | 'streaming' | 'ended';

interface RecordedExchange {
  readonly id: string;
  readonly session: SessionDescriptor;
  readonly answer: AwaitedResult['answer'];
  state: ExchangeState;
  /** What has not been handed over yet. */
  news: News | undefined;
}

/** What becomes of a request. */
interface AwaitedResult {
  readonly result: Promise<BeginResult>;
  /** The first answer counts. */
  answer(result: BeginResult): void;
}

export class RecordedExchanges {
  readonly #exchanges = new Map<string, RecordedExchange>();
  #waitingBytes = 0;

  /** In both threads together. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  has(id: string): boolean {
    return this.#exchanges.has(id);
  }

  /** @param bytes of the request, which is handed over now */
  begin(id: string, session: SessionDescriptor, bytes: number): AwaitedResult {
    const { promise: result, resolve: answer } = Promise.withResolvers<BeginResult>();
    this.#exchanges.set(id, { id, session, answer, state: 'begun', news: undefined });
    this.#waitingBytes += bytes;
    return { result, answer };
  }

  /** Where news of an exchange is collected; undefined: what follows is not recorded. */
  newsOf(id: string): News | undefined {
    const exchange = this.#exchanges.get(id);
    if (exchange === undefined || exchange.state === 'ended') return undefined;
    exchange.news ??= noNews();
    return exchange.news;
  }

  addChunk(news: News, chunk: Uint8Array, elapsedMs: ElapsedMs): void {
    news.chunks ??= new ChunkGatherer();
    news.chunks.add(chunk, elapsedMs);
    news.bytes += weightOf(chunk.length, 1);
    this.#waitingBytes += weightOf(chunk.length, 1);
  }

  /**
   * @param end `lost`: what there is of it is kept, and the rest is not recorded
   * @returns the exchange's session; undefined: it was not recorded any more
   */
  end(id: string, end: ExchangeEnd | 'lost'): SessionDescriptor | undefined {
    const news = this.newsOf(id);
    const exchange = this.#exchanges.get(id);
    if (news === undefined || exchange === undefined) return undefined;
    news.end = end;
    exchange.state = 'ended';
    return exchange.session;
  }

  /** What has happened since it was asked for last. */
  takeNews(): OwnUpdate[] {
    const updates: OwnUpdate[] = [];
    for (const exchange of this.#exchanges.values()) {
      if (exchange.news === undefined) continue;
      updates.push(toUpdate(exchange.id, exchange.news));
      exchange.news = undefined;
    }
    return updates;
  }

  settle({ stored, ended, lost, bytes }: WriteReport): void {
    this.#waitingBytes -= bytes;
    for (const id of stored) {
      const exchange = this.#exchanges.get(id);
      if (exchange?.state === 'begun') exchange.state = 'streaming';
      exchange?.answer('stored');
    }
    for (const id of ended) this.#exchanges.delete(id);
    for (const { id } of lost) this.#drop(id);
  }

  /** What waits will not be written. @returns the session of each exchange that this concerns */
  dropAll(): SessionDescriptor[] {
    const sessions = Array.from(this.#exchanges.values(), ({ session }) => session);
    for (const id of this.#exchanges.keys()) this.#drop(id);
    this.#waitingBytes = 0; // what the other thread had is gone with it
    return sessions;
  }

  #drop(id: string): void {
    const exchange = this.#exchanges.get(id);
    this.#exchanges.delete(id);
    this.#waitingBytes -= exchange?.news?.bytes ?? 0;
    exchange?.answer('dropped');
  }
}
