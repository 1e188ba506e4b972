import { describe, expect, test, vi } from 'vitest';
import type { ExchangeStart } from '../../domain/exchange.ts';
import {
  linkedExchanges,
  listExchanges,
  readExchange,
  readSessionExchanges,
} from '../exchanges.ts';
import { openDatabase } from '../open-database.ts';
import { startRecorder } from '../recorders.ts';
import { listSessions, readSession } from '../sessions.ts';
import { end, exchangeStart, head, session, temporaryDatabasePath } from '../store.test-support.ts';
import { ChunkGatherer } from './chunk-batch.ts';
import { createManualTime } from './manual-time.test-support.ts';
import type { ExchangeUpdate, WriteReport } from './messages.ts';
import { type News, noNews, toUpdate } from './news.ts';
import { busyPauseMs, fullPauseMs, WriteQueue, type WriteQueueOptions } from './write-queue.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Does not shrink. */
const noise = (bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, index) => (index * index * 7919) >> 5);

const requestOf = (start: ExchangeStart): ExchangeUpdate => ({
  ...toUpdate(start.id, noNews()),
  request: start,
  bytes: start.body.length,
});
const newsOf = (id: string, news: Partial<News>): ExchangeUpdate =>
  toUpdate(id, { ...noNews(), ...news });
const chunkOf = (id: string, bytes: Uint8Array, elapsedMs: number): ExchangeUpdate => {
  const chunks = new ChunkGatherer();
  chunks.add(bytes, elapsedMs);
  return newsOf(id, { chunks, bytes: bytes.length });
};

/** A queue that tries to write when time passes, and what it says. */
function setUp(options: Partial<WriteQueueOptions> = {}) {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write', busyTimeoutMs: 0 });
  const time = createManualTime();
  const reports: WriteReport[] = [];
  const queue = new WriteQueue(database, {
    recorder: startRecorder(database, 0),
    after: time.after,
    onWritten: (report) => reports.push(report),
    ...options,
  });
  const told = () => ({
    stored: reports.flatMap(({ stored }) => stored),
    ended: reports.flatMap(({ ended }) => ended),
    lost: reports.flatMap(({ lost }) => lost),
    bytes: reports.reduce((sum, { bytes }) => sum + bytes, 0),
  });
  const lock = (): (() => void) => {
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    return () => blocker.close();
  };
  /** No page more than there are. */
  const fill = (): void => void database.pragma(`max_page_count = ${pages()}`);
  const makeRoom = (): void => void database.pragma(`max_page_count = ${pages() + 1000}`);
  const pages = (): number => Number(database.pragma('page_count', { simple: true }));
  return { database, time, queue, reports, told, lock, fill, makeRoom };
}

describe('an exchange', () => {
  test('is written as it comes, and told when it is', () => {
    const { database, time, queue, told } = setUp();
    const start = exchangeStart('x_1', '{"model":"gpt-5.5","n":1}');
    queue.take(requestOf(start));
    expect(told().stored).toEqual([]);
    time.pass(0);
    expect(told()).toEqual({ stored: ['x_1'], ended: [], lost: [], bytes: start.body.length });
    queue.take(newsOf('x_1', { flushedMs: 1.25, head }));
    queue.take(chunkOf('x_1', utf8('data: 1\n'), 6));
    time.pass(0);
    queue.take(chunkOf('x_1', utf8('\ndata: 2\n\n'), 7.0004));
    queue.take(newsOf('x_1', { end }));
    time.pass(0);
    expect(readExchange(database, 'x_1')).toEqual({
      ...start,
      seq: 0,
      flushedElapsedMs: 1.25,
      response: head,
      responseBody: utf8('data: 1\n\ndata: 2\n\n'),
      chunks: [
        { offset: 0, length: 8, elapsedMs: 6 },
        { offset: 8, length: 10, elapsedMs: 7 },
      ],
      end,
    });
    expect(told()).toMatchObject({ ended: ['x_1'], bytes: start.body.length + 18 });
    database.close();
  });

  test('that its recorder never ended is incomplete, with what had arrived', () => {
    const { database, queue } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    queue.take(newsOf('x_1', { head }));
    queue.take(chunkOf('x_1', utf8('part'), 6));
    queue.close();
    database.exec('UPDATE recorders SET closed_at_ms = 1');
    expect(readSession(database, session.id)?.incomplete).toBe(1);
    expect(listExchanges(database, session.id)[0]?.outcome).toBe('cut');
    expect(readExchange(database, 'x_1')?.responseBody).toEqual(utf8('part'));
    database.close();
  });

  test('that cannot be stored is lost alone, and at once', () => {
    const { database, time, queue, told } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{"n":1}')));
    queue.take(newsOf('x_1', { end }));
    time.pass(0);
    for (const [n, id] of ['x_2', 'x_1', 'x_3'].entries()) {
      queue.take(requestOf(exchangeStart(id, `${n}`)));
    }
    time.pass(0);
    expect(told()).toMatchObject({
      stored: ['x_1', 'x_2', 'x_3'],
      lost: [{ id: 'x_1', reason: expect.stringContaining('UNIQUE') as string }],
    });
    const ids = listExchanges(database, session.id).map(({ id, seq }) => [id, seq]);
    expect(ids).toEqual([
      ['x_1', 0],
      ['x_2', 1],
      ['x_3', 2],
    ]);
    expect(readSession(database, session.id)?.dropped).toBe(1);
    database.close();
  });

  test('whose answer cannot be stored leaves those of the others', () => {
    const { database, time, queue, told } = setUp();
    for (const id of ['x_1', 'x_2', 'x_3']) queue.take(requestOf(exchangeStart(id, id)));
    time.pass(0);
    for (const id of ['x_1', 'x_2', 'x_3']) {
      const status = id === 'x_2' ? 200.5 : 200;
      queue.take(newsOf(id, { head: { ...head, status }, end, bytes: 1 }));
    }
    time.pass(0);
    expect(told()).toMatchObject({ ended: ['x_1', 'x_3'], lost: [{ id: 'x_2' }] });
    queue.take(chunkOf('x_2', utf8('ignored'), 1));
    time.pass(0);
    expect(told().bytes).toBe('x_1x_2x_3'.length + 3 + 'ignored'.length);
    const outcomes = listExchanges(database, session.id).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['complete', 'running', 'complete']);
    expect(readSession(database, session.id)?.dropped).toBe(1);
    database.close();
  });

  test('that somebody deletes while it runs is counted as dropped', () => {
    const { database, time, queue, told } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    time.pass(0);
    database.exec('DELETE FROM exchanges');
    queue.take(newsOf('x_1', { end }));
    time.pass(0);
    expect(told().lost).toEqual([
      { id: 'x_1', reason: 'the exchange was deleted from the database' },
    ]);
    database.close();
  });

  test('in many pieces becomes one row when it ends, unless it is long', () => {
    const { database, time, queue } = setUp();
    const play = (id: string, piece: Uint8Array): unknown => {
      queue.take(requestOf(exchangeStart(id, id)));
      for (let at = 0; at < 12; at++) {
        queue.take(chunkOf(id, piece, at));
        time.pass(0);
      }
      queue.take(newsOf(id, { end }));
      time.pass(0);
      expect(readExchange(database, id)?.chunks.map(({ elapsedMs }) => elapsedMs)).toEqual(
        Array.from({ length: 12 }, (_, at) => at),
      );
      const count = 'SELECT count(*) FROM segments JOIN exchanges ON row = exchange WHERE id = ?';
      return database.prepare(count).pluck().get(id);
    };
    expect(play('x_short', utf8('data: a piece\n\n'))).toBe(1);
    expect(play('x_long', new Uint8Array(512 * 1024))).toBe(12);
    database.close();
  });
});

describe('a session', () => {
  test('counts exchanges, answered turns and statuses, and names the last model', () => {
    const { database, queue } = setUp();
    for (const [index, status] of [200, 400, 200].entries()) {
      const id = `x_${index}`;
      const body = `{"model":"m${index}","x":"${'y'.repeat(index)}"}`;
      queue.take(requestOf(exchangeStart(id, body)));
      queue.take(newsOf(id, { head: { ...head, status }, end }));
    }
    queue.close();
    expect(listSessions(database)).toEqual([
      {
        ...session,
        name: null,
        note: null,
        model: 'm2',
        exchanges: 3,
        calls: 2,
        startedAtMs: 1_700_000_000_000,
        lastAtMs: 1_700_000_000_000,
        statusCounts: { 200: 2, 400: 1 },
        incomplete: 0,
        dropped: 0,
        repeatedCalls: 0,
      },
    ]);
    expect(listSessions(database, 'upstream')).toEqual([]);
    const sequence = [...readSessionExchanges(database, session.id)].map(({ seq }) => seq);
    expect(sequence).toEqual([0, 1, 2]);
    database.close();
  });

  test('links the two sides of a gateway', () => {
    const { database, queue } = setUp();
    queue.take(requestOf(exchangeStart('x_client', '{}')));
    const upstream = { ...session, id: 's_up', side: 'upstream' as const };
    const start = exchangeStart('x_upstream', '{"input":[]}');
    queue.take(requestOf({ ...start, session: upstream, linkedTo: 'x_client' }));
    queue.close();
    expect(linkedExchanges(database, 'x_client')).toEqual(['x_upstream']);
    expect(linkedExchanges(database, 'x_upstream')).toEqual(['x_client']);
    database.close();
  });
});

describe('a locked database', () => {
  test('is tried again until it is free, and nothing is lost', () => {
    const { database, time, queue, told, lock } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    time.pass(0);
    const unlock = lock();
    queue.take(chunkOf('x_1', utf8('one'), 1));
    time.pass(10 * busyPauseMs);
    queue.take(chunkOf('x_1', utf8('two'), 2));
    queue.take(newsOf('x_1', { end }));
    queue.take(requestOf(exchangeStart('x_2', '{"n":2}')));
    time.pass(10 * busyPauseMs);
    expect(told()).toMatchObject({ stored: ['x_1'], ended: [], lost: [], bytes: 2 });
    unlock();
    time.pass(busyPauseMs);
    expect(told()).toMatchObject({ stored: ['x_1', 'x_2'], ended: ['x_1'], lost: [] });
    expect(readExchange(database, 'x_1')?.responseBody).toEqual(utf8('onetwo'));
    database.close();
  });

  test('until the end is dropped, and closing does not hang', () => {
    const { database, time, queue, reports, told, lock } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    time.pass(0);
    const unlock = lock();
    queue.take(chunkOf('x_1', utf8('lost'), 1));
    queue.close();
    expect(told()).toMatchObject({ ended: [], lost: [{ id: 'x_1' }], bytes: 6 });
    time.pass(60_000); // nothing is left that would try again
    expect(reports).toHaveLength(2);
    unlock();
    database.close();
  });
});

describe('a full disk', () => {
  test('drops a request, at once, and what was recorded stays', () => {
    const { database, time, queue, told, fill } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    queue.take(newsOf('x_1', { end }));
    time.pass(0);
    fill();
    queue.take(requestOf(exchangeStart('x_2', noise(60_000))));
    time.pass(0);
    expect(told().lost).toEqual([{ id: 'x_2', reason: 'database or disk is full' }]);
    expect(readExchange(database, 'x_1')?.end).toEqual(end);
    expect(readSession(database, session.id)?.dropped).toBe(1);
    database.close();
  });

  test('keeps an answer waiting until there is room', () => {
    const { database, time, queue, told, fill, makeRoom } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    time.pass(0);
    fill();
    queue.take(chunkOf('x_1', noise(60_000), 1));
    queue.take(newsOf('x_1', { end }));
    time.pass(10 * fullPauseMs);
    expect(told()).toMatchObject({ ended: [], lost: [] });
    makeRoom();
    time.pass(fullPauseMs);
    expect(told()).toMatchObject({ ended: ['x_1'], lost: [] });
    expect(readExchange(database, 'x_1')).toMatchObject({ responseBody: noise(60_000), end });
    database.close();
  });

  test('until the end shows its dropped exchanges in the database', () => {
    const { database, time, queue, told, fill } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    time.pass(0);
    fill();
    queue.take(chunkOf('x_1', noise(60_000), 1));
    queue.close();
    expect(told().lost).toEqual([{ id: 'x_1', reason: expect.stringContaining('is full') }]);
    expect(readSession(database, session.id)?.dropped).toBe(1);
    database.close();
  });
});

describe('a full disk, besides', () => {
  test('keeps no request waiting behind answers that wait for room', () => {
    const { time, queue, told, fill } = setUp();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    time.pass(0);
    fill();
    queue.take(chunkOf('x_1', noise(60_000), 1));
    for (const id of ['x_2', 'x_3', 'x_4']) {
      queue.take(requestOf(exchangeStart(id, noise(60_000))));
      time.pass(0);
      expect(told().lost.at(-1)).toMatchObject({ id });
    }
  });

  test('gives up the room that was kept, for the count of what was dropped', () => {
    const makeRoom = vi.fn(() => database.pragma('max_page_count = 10000'));
    const { database, time, queue, fill } = setUp({ makeRoom });
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    time.pass(0);
    fill();
    const many = Array.from({ length: 200 }, (_, at) => ({ ...session, id: `s_${at}` }));
    for (const one of many) queue.drop(one);
    queue.close();
    expect(makeRoom).toHaveBeenCalledOnce();
    expect(many.filter(({ id }) => readSession(database, id)?.dropped !== 1)).toEqual([]);
    database.close();
  });
});

describe('the order of writing', () => {
  test('requests and the rest take turns, a quarter megabyte at a time', () => {
    const { database, time, queue, reports } = setUp();
    const ids = ['x_1', 'x_2', 'x_3'];
    for (const id of ids) queue.take(requestOf(exchangeStart(id, id)));
    time.pass(0);
    for (const id of ids) {
      queue.take(chunkOf(id, new Uint8Array(200_000), 1));
      queue.take(newsOf(id, { end }));
    }
    for (const id of ['x_4', 'x_5']) {
      queue.take(requestOf(exchangeStart(id, `${id}${' '.repeat(200_000)}`)));
    }
    time.pass(0);
    const told = reports.map(({ stored, ended }) => [
      ...stored,
      ...ended.map((id) => `${id} ends`),
    ]);
    expect(told).toEqual([ids, ['x_1 ends'], ['x_4'], ['x_2 ends'], ['x_5'], ['x_3 ends']]);
    database.close();
  });

  test('a flush is answered when nothing waits any more', () => {
    const { database, time, queue, reports, lock } = setUp();
    const answers: number[] = [];
    queue.whenEmpty(() => answers.push(reports.length));
    time.pass(0);
    expect(answers).toEqual([0]);
    const unlock = lock();
    queue.take(requestOf(exchangeStart('x_1', '{}')));
    queue.whenEmpty(() => answers.push(reports.length));
    time.pass(busyPauseMs);
    expect(answers).toEqual([0]);
    unlock();
    time.pass(busyPauseMs);
    expect(answers).toEqual([0, 1]);
    database.close();
  });
});
