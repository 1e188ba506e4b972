// What waits for the database, on the thread that owns it. What cannot be written because the
// database is locked or full waits on; what cannot be written for another reason is lost, alone.
import type { Database } from 'better-sqlite3';
import type { SessionDescriptor } from '../../domain/session.ts';
import { isBusy, isFull } from '../database-error.ts';
import type { After } from './after.ts';
import { type Batch, nextBatch } from './batch.ts';
import { type BatchWriter, createBatchWriter, type DroppedOfSession } from './batch-writer.ts';
import type { ExchangeUpdate, WriteReport } from './messages.ts';
import { createExchangeMover } from './move-exchange.ts';
import {
  addUpdate,
  hasNews,
  type OpenExchange,
  openExchange,
  settleNews,
  settleRequest,
} from './open-exchange.ts';

/** Until a locked database is tried again. */
export const busyPauseMs = 30;
/** The same for a full disk: an attempt costs as much as writing. */
export const fullPauseMs = 500;

export interface WriteQueueOptions {
  /** Row of this process in `recorders`. */
  readonly recorder: number;
  /** Gives up room that was kept, for the count of dropped exchanges. */
  readonly makeRoom?: () => void;
  readonly after: After;
  /** Called after each attempt to write that changed something. */
  readonly onWritten: (report: WriteReport) => void;
}

/** Grows during an attempt. */
interface Report extends WriteReport {
  readonly stored: string[];
  readonly ended: string[];
  readonly lost: { readonly id: string; readonly reason: string }[];
  bytes: number;
}

type Attempt = 'written' | 'busy' | 'full';

/** There is no file to write to. There may be one again, as there may be room again. */
class NoFile extends Error {}

export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #write: BatchWriter;
  /** In the order in which they began: each body is stored against the one before it. */
  readonly #exchanges = new Map<string, OpenExchange>();
  /** Exchanges that were written to their end since the file was last found in its place. */
  readonly #endedSince = new Set<string>();
  /** By session, not in the database yet. */
  readonly #dropped = new Map<string, DroppedOfSession>();
  #whenEmpty: (() => void)[] = [];
  #cancelAttempt: (() => void) | undefined;
  #report: Report = emptyReport();
  #last: Batch['type'] = 'news';
  /** Of the last attempt that failed. */
  #error: unknown;

  constructor(database: Database, options: WriteQueueOptions) {
    this.#options = options;
    this.#write = createBatchWriter(database, options.recorder);
  }

  /** Written soon; reported when it is, or when it is lost. */
  take(update: ExchangeUpdate): void {
    const { id, request, bytes } = update;
    if (request !== undefined) this.#exchanges.set(id, openExchange(request));
    const exchange = this.#exchanges.get(id);
    if (exchange) addUpdate(exchange, update);
    else this.#report.bytes += bytes; // lost meanwhile
    // A request is tried at once, even in the pause after a failed attempt.
    if (request !== undefined || this.#cancelAttempt === undefined) this.#attemptIn(0);
  }

  /** Counts a dropped exchange of a session. */
  drop(session: SessionDescriptor): void {
    const known = this.#dropped.get(session.id)?.count ?? 0;
    this.#dropped.set(session.id, { session, count: known + 1 });
    if (this.#cancelAttempt === undefined) this.#attemptIn(0);
  }

  /** Calls back when everything is written or lost: at once, when it is. */
  whenEmpty(act: () => void): void {
    this.#whenEmpty.push(act);
    this.#attemptIn(0);
  }

  /** The file is in its place: what has been written is where it belongs. */
  confirm(): void {
    this.#endedSince.clear();
  }

  /** The file is gone, and there is no other one yet. What can wait does. */
  suspend(reason: string): void {
    this.#write = () => {
      throw new NoFile(reason);
    };
  }

  /**
   * The file has been replaced by another one: what goes on continues there, with what is written
   * of it, and so does what ended after the file was last found in its place.
   * @param from what was written to
   * @param recorder row of this process in `recorders` of the new one
   */
  moveTo(database: Database, recorder: number, from: Database): void {
    const move = createExchangeMover(from, database, recorder);
    for (const id of this.#endedSince) {
      try {
        move(id);
      } catch {
        // It was whole where it was: the summary at the end shows that it is not here.
      }
    }
    this.#endedSince.clear();
    for (const exchange of [...this.#exchanges.values()]) {
      if (exchange.row === undefined) continue;
      try {
        Object.assign(exchange, move(exchange.id));
      } catch (error) {
        this.#lose(exchange, messageOf(error));
      }
    }
    this.continueIn(database, recorder);
  }

  /** Writes to this connection from now on, where what is written already is, too. */
  continueIn(database: Database, recorder: number): void {
    this.#write = createBatchWriter(database, recorder);
    this.#attemptIn(0);
  }

  /** One last attempt; what still waits then is lost. Nothing may be taken afterwards. */
  close(): void {
    this.#cancelAttempt?.();
    while (this.#hasWork() && this.#attempt() === 'written');
    const reason = `the database could not be written until the end (${messageOf(this.#error)})`;
    for (const exchange of this.#exchanges.values()) {
      if (hasWork(exchange)) this.#lose(exchange, reason);
    }
    if (!this.#tryToWriteDropped()) {
      this.#options.makeRoom?.();
      this.#tryToWriteDropped();
    }
    this.#cancelAttempt?.();
    this.#tell();
  }

  #attemptIn(ms: number): void {
    this.#cancelAttempt?.();
    this.#cancelAttempt = this.#options.after(ms, () => {
      this.#cancelAttempt = undefined;
      this.#attemptAndContinue();
    });
  }

  #attemptAndContinue(): void {
    const result = this.#hasWork() ? this.#attempt() : 'written';
    this.#tell();
    if (result === 'busy') this.#attemptIn(busyPauseMs);
    else if (result === 'full') this.#attemptIn(this.#hasHeldRequest() ? 0 : fullPauseMs);
    else if (this.#hasWork()) this.#attemptIn(0);
    else for (const act of this.#whenEmpty.splice(0)) act();
  }

  /** A request waits behind answers for which there is no room: it is refused at once instead. */
  #hasHeldRequest(): boolean {
    if (this.#last === 'requests') return false;
    return [...this.#exchanges.values()].some(({ request }) => request !== undefined);
  }

  #hasWork(): boolean {
    return this.#dropped.size > 0 || [...this.#exchanges.values()].some(hasWork);
  }

  /** One transaction; what fails stays in the queue. */
  #attempt(): Attempt {
    const batch = nextBatch([...this.#exchanges.values()], this.#last);
    this.#last = batch.type;
    try {
      this.#commit(batch, [...this.#dropped.values()]);
      return 'written';
    } catch (error) {
      this.#error = error;
      return isBusy(error) ? 'busy' : this.#attemptOneByOne(batch);
    }
  }

  /** Something cannot be written: the others are. */
  #attemptOneByOne({ type, exchanges }: Batch): Attempt {
    let isAllWritten = this.#tryToWriteDropped();
    for (const exchange of exchanges) {
      try {
        this.#commit({ type, exchanges: [exchange] }, []);
      } catch (error) {
        this.#error = error;
        if (isBusy(error)) return 'busy';
        // A response waits for room. A request does not: its caller waits, and room may never come.
        if (isPassing(error) && type === 'news') isAllWritten = false;
        else this.#lose(exchange, messageOf(error));
      }
    }
    return isAllWritten ? 'written' : 'full';
  }

  #tryToWriteDropped(): boolean {
    try {
      this.#commit({ type: 'news', exchanges: [] }, [...this.#dropped.values()]);
      return true;
    } catch {
      return false;
    }
  }

  /** What was done is believed once it is committed. Throws SQLite's error: nothing was written. */
  #commit({ type, exchanges }: Batch, dropped: readonly DroppedOfSession[]): void {
    const rows = this.#write({ type, exchanges }, dropped);
    for (const { session } of dropped) this.#dropped.delete(session.id);
    for (const [index, exchange] of exchanges.entries()) {
      if (type === 'requests') {
        this.#report.bytes += settleRequest(exchange, rows[index]);
        this.#report.stored.push(exchange.id);
      } else {
        this.#report.bytes += settleNews(exchange);
        if (exchange.end === undefined) continue;
        this.#exchanges.delete(exchange.id);
        this.#endedSince.add(exchange.id);
        this.#report.ended.push(exchange.id);
      }
    }
  }

  #lose(exchange: OpenExchange, reason: string): void {
    const { id, session, requestBytes, newsBytes } = exchange;
    this.#exchanges.delete(id);
    this.#report.lost.push({ id, reason });
    this.#report.bytes += requestBytes + newsBytes;
    this.drop(session);
  }

  #tell(): void {
    const report = this.#report;
    this.#report = emptyReport();
    const { stored, ended, lost, bytes } = report;
    if (stored.length + ended.length + lost.length + bytes > 0) this.#options.onWritten(report);
  }
}

/** There may be room, or a file, again. */
function isPassing(error: unknown): boolean {
  return isFull(error) || error instanceof NoFile;
}

function emptyReport(): Report {
  return { stored: [], ended: [], lost: [], bytes: 0 };
}

function hasWork(exchange: OpenExchange): boolean {
  return exchange.request !== undefined || hasNews(exchange);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
