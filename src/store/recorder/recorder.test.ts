import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BeginResult } from '../../domain/sink.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { listExchanges, readExchange } from '../exchanges.ts';
import { openDatabase } from '../open-database.ts';
import { listSessions, readSession } from '../sessions.ts';
import { end, exchangeStart, head, session, temporaryDatabasePath } from '../store.test-support.ts';
import { type DatabaseThread, startDatabaseThread, type ThreadMessage } from './database-thread.ts';
import { createManualTime } from './manual-time.test-support.ts';
import {
  beginMsMax,
  closeMsMax,
  flushMsMax,
  openRecorder,
  type RecorderOptions,
} from './recorder.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A recorder whose deadlines pass when the test says so. */
async function setUp(options: RecorderOptions = {}) {
  const path = temporaryDatabasePath();
  const reasons: string[] = [];
  const time = createManualTime();
  const recorder = await openRecorder(path, {
    onDrop: (reason) => reasons.push(reason),
    after: time.after,
    ...options,
  });
  const reader = openDatabase(path, { mode: 'read' });
  const begin = (id: string, body: string): Promise<BeginResult> =>
    recorder.begin(exchangeStart(id, body), () => session);
  /** @returns lets go of it again */
  const lock = (): (() => void) => {
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    return () => blocker.close();
  };
  const ids = (): string[] => listExchanges(reader, session.id).map(({ id }) => id);
  return { path, recorder, time, begin, reader, reasons, lock, ids };
}

test('an exchange reads back as it was given, and its caller keeps its bytes', async () => {
  const { recorder, reader } = await setUp();
  const start = exchangeStart('x_1', '{"model":"gpt-5.5"}');
  expect(await recorder.begin(start, () => session)).toBe('stored');
  expect(start.body.length).toBe(19); // copied, not handed away
  recorder.flushed('x_1', 1.25);
  recorder.responseHead('x_1', head);
  const pooled = Buffer.from('xxdata: 1\n\nyy');
  recorder.chunk('x_1', pooled.subarray(2, 11), 6);
  await recorder.flush();
  recorder.chunk('x_1', utf8('data: 2\n\n'), 7);
  recorder.chunk('x_1', utf8('data: 3\n\n'), 8);
  recorder.end('x_1', end);
  recorder.chunk('x_1', utf8('after its end'), 9);
  await recorder.close();
  expect(readExchange(reader, 'x_1')).toEqual({
    ...start,
    seq: 0,
    flushedElapsedMs: 1.25,
    response: head,
    responseBody: utf8('data: 1\n\ndata: 2\n\ndata: 3\n\n'),
    chunks: [6, 7, 8].map((elapsedMs, index) => ({ offset: index * 9, length: 9, elapsedMs })),
    end,
  });
  expect(recorder.dropped()).toBe(0);
  reader.close();
});

test('a request is in the database before begin answers, and what follows within its interval', async () => {
  const { recorder, time, begin, reader } = await setUp();
  await begin('x_1', '{"n":1}');
  expect(Buffer.from(readExchange(reader, 'x_1')?.body ?? []).toString()).toBe('{"n":1}');
  expect(listExchanges(reader, session.id)[0]?.outcome).toBe('running');
  recorder.chunk('x_1', utf8('data: 1\n\n'), 1);
  time.pass(250);
  await begin('x_2', '{"n":2}'); // answered after what was handed over before it
  await recorder.flush();
  expect(readExchange(reader, 'x_1')?.responseBody).toEqual(utf8('data: 1\n\n'));
  await recorder.close();
  reader.close();
});

test('of requests that come together, the first goes ahead, the others as one', async () => {
  const counts: number[] = [];
  const { recorder, begin, reader, ids } = await setUp({
    async startThread(start) {
      const thread = await startDatabaseThread(start);
      return {
        ...thread,
        post(message, memory) {
          if (message.type === 'updates') counts.push(message.updates.length);
          thread.post(message, memory);
        },
      };
    },
  });
  await Promise.all(['x_1', 'x_2', 'x_3'].map((id) => begin(id, `{"of":"${id}"}`)));
  await begin('x_4', '{}');
  expect(counts).toEqual([1, 2, 1]);
  expect(ids()).toEqual(['x_1', 'x_2', 'x_3', 'x_4']);
  const last = begin('x_5', '{}');
  await recorder.close(); // what has not been handed over yet is not forgotten
  expect(await last).toBe('stored');
  expect(recorder.readable()).toBe(0); // none of them has ended
  expect(ids()).toContain('x_5');
  reader.close();
});

test('a request whose session cannot be found is recorded, in one by itself', async () => {
  const { recorder, reader } = await setUp();
  const begun = recorder.begin(exchangeStart('x_1', '{}'), () => {
    throw new RangeError('a defect');
  });
  expect(await begun).toBe('stored');
  await recorder.close();
  expect(listSessions(reader)).toMatchObject([{ client: 'other', kind: 'other', exchanges: 1 }]);
  reader.close();
});

describe('a database that is locked', () => {
  test('holds nothing up: a request is late after its deadline, the next ones at once', async () => {
    const { recorder, time, begin, reader, lock, ids } = await setUp();
    const unlock = lock();
    const first = begin('x_1', '{"n":1}');
    time.pass(beginMsMax - 1);
    expect(await Promise.race([first, Promise.resolve('waits')])).toBe('waits');
    time.pass(1);
    expect(await first).toBe('late');
    expect(await begin('x_2', '{"n":2}')).toBe('late'); // no time has passed
    recorder.chunk('x_1', utf8('answer'), 1);
    recorder.end('x_1', end);
    expect(ids()).toEqual([]);
    unlock();
    await recorder.flush();
    expect(ids()).toEqual(['x_1', 'x_2']);
    expect(await begin('x_3', '{"n":3}')).toBe('stored'); // it waits again
    await recorder.close();
    expect(readExchange(reader, 'x_1')).toMatchObject({ responseBody: utf8('answer'), end });
    expect([recorder.dropped(), readSession(reader, session.id)?.dropped]).toEqual([0, 0]);
    reader.close();
  });

  test('loses no exchange that waits, however long it takes', async () => {
    const { recorder, time, begin, reader, lock } = await setUp();
    const unlock = lock();
    const begun = begin('x_1', '{"n":1}');
    time.pass(beginMsMax);
    await begun;
    recorder.chunk('x_1', utf8('answer'), 1);
    recorder.end('x_1', end);
    const flushed = recorder.flush();
    time.pass(flushMsMax); // gives up
    await flushed;
    expect(readExchange(reader, 'x_1')).toBeUndefined();
    unlock();
    await recorder.close();
    expect(readExchange(reader, 'x_1')).toMatchObject({ responseBody: utf8('answer'), end });
    expect(recorder.dropped()).toBe(0);
    reader.close();
  });

  test('until the end does not keep close waiting, and is dropped', async () => {
    const { recorder, time, begin, reader, reasons, lock } = await setUp();
    await begin('x_1', '{}');
    const unlock = lock();
    recorder.chunk('x_1', utf8('lost'), 1);
    const closed = recorder.close();
    time.pass(flushMsMax);
    await closed;
    expect(recorder.dropped()).toBe(1);
    expect(reasons).toEqual([expect.stringContaining('locked')]);
    unlock();
    reader.close();
  });

  test('for longer than closing may take is dropped too: nothing says that it was stored', async () => {
    const { recorder, time, begin, reader, reasons, lock } = await setUp();
    await begin('x_1', '{}');
    const unlock = lock();
    recorder.chunk('x_1', utf8('lost'), 1);
    recorder.end('x_1', end);
    const closed = recorder.close();
    time.pass(closeMsMax);
    await closed;
    expect([recorder.dropped(), reasons]).toEqual([
      1,
      ['the recording thread did not end in time'],
    ]);
    unlock();
    reader.close();
  });
});

test('while all is closed a thread that works is waited for, one that hangs is not', async () => {
  let say = (_message: ThreadMessage): void => {};
  const silent: DatabaseThread = {
    fingerprintKey: new Uint8Array(32),
    recorder: 1,
    post() {},
    listen(onMessage) {
      say = onMessage;
    },
    stop() {},
  };
  const closing = async () => {
    const reasons: string[] = [];
    const time = createManualTime();
    const recorder = await openRecorder(temporaryDatabasePath(), {
      onDrop: (reason) => reasons.push(reason),
      after: time.after,
      startThread: async () => silent,
    });
    void recorder.begin(exchangeStart('x_1', '{}'), () => session);
    return { reasons, time, closed: recorder.close() };
  };
  const busy = await closing();
  for (const message of [{ type: 'flushed' }, { type: 'moved', recorder: 2 }] as const) {
    busy.time.pass(closeMsMax - 1);
    say(message);
  }
  busy.time.pass(closeMsMax - 1);
  say({ type: 'closed' });
  await busy.closed;
  expect(busy.reasons).toEqual([]);
  const hanging = await closing();
  hanging.time.pass(closeMsMax);
  await hanging.closed;
  expect(hanging.reasons).toEqual(['the recording thread did not end in time']);
});

test('requests keep their order, whether somebody waits for them or not', async () => {
  const { recorder, time, begin, reader, lock, ids } = await setUp();
  const unlock = lock();
  const first = begin('x_1', '{"n":1}');
  time.pass(beginMsMax);
  await first;
  const second = begin('x_2', '{"n":2}');
  unlock();
  await Promise.all([second, recorder.flush()]);
  await begin('x_3', '{"n":3}');
  await recorder.close();
  expect(ids()).toEqual(['x_1', 'x_2', 'x_3']);
  reader.close();
});

describe('what waits is bounded', () => {
  test('an exchange whose chunks do not fit is incomplete and dropped; the others continue', async () => {
    const { recorder, begin, reader } = await setUp({ waitingBytesMax: 10_000 });
    await begin('x_big', '{}');
    await begin('x_small', '{"n":1}');
    recorder.chunk('x_big', new Uint8Array(6000), 1);
    recorder.chunk('x_big', new Uint8Array(6000), 2);
    recorder.chunk('x_big', new Uint8Array(1), 3); // would fit, and would leave a hole
    recorder.end('x_big', end);
    recorder.end('x_small', end);
    await recorder.close();
    expect(listExchanges(reader, session.id).map(({ outcome }) => outcome)).toEqual([
      'cut',
      'complete',
    ]);
    expect(readExchange(reader, 'x_big')?.responseBody.length).toBe(6000);
    expect(readSession(reader, session.id)?.dropped).toBe(1);
    expect(recorder.dropped()).toBe(1);
    reader.close();
  });

  test('a request that does not fit is dropped at once; one body of any size fits when nothing waits', async () => {
    const { recorder, begin, reader, lock } = await setUp({ waitingBytesMax: 10_000 });
    expect(await begin('x_1', 'a'.repeat(100_000))).toBe('stored');
    await recorder.flush();
    const unlock = lock();
    const waits = begin('x_2', 'b'.repeat(9000));
    expect(await begin('x_3', 'c'.repeat(9000))).toBe('dropped');
    unlock();
    expect(await waits).toBe('stored');
    await recorder.close();
    expect(recorder.dropped()).toBe(1);
    expect(readSession(reader, session.id)?.dropped).toBe(1);
    reader.close();
  });

  test('small requests count for more than their bytes', async () => {
    const { recorder, time, begin, reader, lock } = await setUp({ waitingBytesMax: 10_000 });
    const unlock = lock();
    const begun = Array.from({ length: 100 }, (_, serial) => begin(`x_${serial}`, ''));
    time.pass(beginMsMax);
    const answers = await Promise.all(begun);
    expect([answers[0], answers.at(-1)]).toEqual(['late', 'dropped']);
    unlock();
    await recorder.flush();
    expect(await begin('x_later', '')).toBe('stored');
    await recorder.close();
    reader.close();
  });

  test('small chunks count for more than their bytes', async () => {
    const { recorder, begin, reader, lock } = await setUp({ waitingBytesMax: 10_000 });
    await begin('x_1', '{}');
    const unlock = lock();
    for (let piece = 0; piece < 1000; piece++) recorder.chunk('x_1', new Uint8Array(1), piece);
    expect(recorder.dropped()).toBe(1);
    unlock();
    await recorder.close();
    reader.close();
  });
});

test('what waited of an exchange that is lost makes room again', async () => {
  const { recorder, time, begin, reader } = await setUp({ waitingBytesMax: 10_000 });
  await begin('x_1', '{}');
  recorder.responseHead('x_1', { ...head, status: 200.5 }); // cannot be stored
  time.pass(250);
  recorder.chunk('x_1', new Uint8Array(9000), 1); // is not handed over any more
  await begin('x_2', '{"n":2}');
  expect(recorder.dropped()).toBe(1);
  expect(await begin('x_3', 'c'.repeat(5000))).toBe('stored');
  await recorder.close();
  reader.close();
});

describe('a dropped exchange', () => {
  test('of a request that was refused is counted for its session', async () => {
    const { recorder, reader, reasons } = await setUp();
    recorder.drop(session, 'too large');
    await recorder.close();
    expect(readSession(reader, session.id)?.dropped).toBe(1);
    expect(reasons).toEqual(['too large']);
    reader.close();
  });

  test('is told once for each reason, and counted each time', async () => {
    const { recorder, reader, reasons } = await setUp();
    for (const reason of ['too large', 'too many', 'too large']) recorder.drop(session, reason);
    await recorder.close();
    expect([recorder.dropped(), reasons]).toEqual([3, ['too large', 'too many']]);
    expect(readSession(reader, session.id)?.dropped).toBe(3);
    reader.close();
  });

  test('is what comes after the end', async () => {
    const { recorder, begin, reader } = await setUp();
    const closed = recorder.close();
    expect(await begin('x_1', '{}')).toBe('dropped');
    await Promise.all([closed, recorder.close()]);
    expect(await begin('x_2', '{}')).toBe('dropped');
    expect(recorder.dropped()).toBe(2);
    expect(readSession(reader, session.id)?.dropped).toBe(1);
    reader.close();
  });
});

test('a file that is not a database is one clear error', async () => {
  const path = temporaryDatabasePath();
  openDatabase(path, { mode: 'write' }).close();
  writeFileSync(path, 'not a database, but long enough to be looked at as one'.repeat(20));
  await expect(openRecorder(path)).rejects.toBeInstanceOf(HarnessError);
});
