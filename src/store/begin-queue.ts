// Requests on their way into the database. What arrives together is stored in one transaction: most
// of what a small one costs is its commit. A locked database is tried again until each one's deadline.
import type { Database } from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';
import type { ExchangeStart } from '../domain/exchange.ts';
import { createBaseCache } from './base-cache.ts';
import type { BodyBase } from './bodies.ts';
import { isBusy } from './database-error.ts';
import type { ExchangeWriter } from './exchange-writer.ts';

const pauseMs = 20;

interface Waiting {
  readonly start: ExchangeStart;
  readonly deadlineMs: number;
  answer(answer: 'stored' | 'gap'): void;
}

export interface BeginQueueOptions {
  readonly clock: Clock;
  /** Called before the answer is given. */
  onStored(start: ExchangeStart, row: number): void;
  onGap(start: ExchangeStart, error: unknown): void;
}

export interface BeginQueue {
  /** @param deadlineMs on the clock's monotonic time */
  begin(start: ExchangeStart, deadlineMs: number): Promise<'stored' | 'gap'>;
  /** What still waits becomes a gap. */
  giveUp(id: string, error: unknown): void;
}

export function createBeginQueue(
  database: Database,
  writer: Pick<ExchangeWriter, 'insert'>,
  { clock, onStored, onGap }: BeginQueueOptions,
): BeginQueue {
  const bases = createBaseCache();
  let waiting: Waiting[] = [];

  const insertAll = database.transaction((group: readonly Waiting[]) => {
    const bodies = new Map<string, BodyBase>();
    const rows = group.map(({ start }) => {
      const { id } = start.session;
      const { row, body } = writer.insert(start, bodies.get(id) ?? bases.get(id));
      bodies.set(id, body);
      return row;
    });
    return { rows, bodies };
  });
  const store = (group: readonly Waiting[]): void => {
    const { rows, bodies } = insertAll.immediate(group);
    for (const [session, body] of bodies) bases.set(session, body);
    for (const [index, { start, answer }] of group.entries()) {
      onStored(start, rows[index] ?? 0);
      answer('stored');
    }
  };
  const giveUp = ({ start, answer }: Waiting, error: unknown): void => {
    onGap(start, error);
    answer('gap');
  };
  const storeWaiting = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return; // given up meanwhile
    try {
      store(group);
    } catch (error) {
      if (isBusy(error)) retry(group, error);
      else if (group.length === 1) for (const one of group) giveUp(one, error);
      else for (const one of group) storeAlone(one);
    }
  };
  /** One of a group could not be stored: the others may. */
  const storeAlone = (one: Waiting): void => {
    try {
      store([one]);
    } catch (error) {
      if (isBusy(error)) retry([one], error);
      else giveUp(one, error);
    }
  };
  const retry = (group: readonly Waiting[], error: unknown): void => {
    const now = clock.monotonicMs();
    for (const one of group) if (now >= one.deadlineMs) giveUp(one, error);
    const left = group.filter(({ deadlineMs }) => now < deadlineMs);
    if (left.length === 0) return;
    if (waiting.length === 0) setTimeout(storeWaiting, pauseMs);
    waiting.unshift(...left);
  };
  return {
    begin: (start, deadlineMs) =>
      new Promise((answer) => {
        if (waiting.length === 0) setImmediate(storeWaiting);
        waiting.push({ start, deadlineMs, answer });
      }),
    giveUp(id, error) {
      const index = waiting.findIndex(({ start }) => start.id === id);
      for (const one of index < 0 ? [] : waiting.splice(index, 1)) giveUp(one, error);
    },
  };
}
