import { existsSync, utimesSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { HarnessError } from '../lib/harness-error.ts';
import { listExchanges, readExchange } from './exchanges.ts';
import { openDatabase } from './open-database.ts';
import { readSession } from './sessions.ts';
import { listSpoolFiles } from './spool/spool-files.ts';
import { end, exchangeStart, head, session, temporaryDatabasePath } from './store.test-support.ts';
import { openWorkerSink, type WorkerSinkOptions } from './worker-sink.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function openSink(options: WorkerSinkOptions = {}) {
  const path = temporaryDatabasePath();
  const reasons: string[] = [];
  const sink = await openWorkerSink(path, { onGap: (reason) => reasons.push(reason), ...options });
  const reader = openDatabase(path, { mode: 'read' });
  const begin = (id: string, body: string): Promise<'stored' | 'gap'> =>
    sink.begin(exchangeStart(id, body), () => session);
  return { path, sink, begin, reader, reasons };
}

/** Every request waits for the database, as where the spool cannot be written. */
const noSpool = { spool: null } as const;

test.each([
  ['through the spool', {}],
  ['without one', noSpool],
])(
  'an exchange %s reads back as it was given, and its caller keeps its bytes',
  async (_, options) => {
    const { sink, reader } = await openSink(options);
    const start = exchangeStart('x_1', '{"model":"gpt-5.5"}');
    expect(await sink.begin(start, () => session)).toBe('stored');
    expect(start.body.length).toBe(19); // copied, not handed away
    sink.flushed('x_1', 1.25);
    sink.responseHead('x_1', head);
    const pooled = Buffer.from('xxdata: 1\n\nyy');
    sink.chunk('x_1', pooled.subarray(2, 11), 6);
    await sink.flush();
    sink.chunk('x_1', utf8('data: 2\n\n'), 7);
    sink.chunk('x_1', utf8('data: 3\n\n'), 8);
    sink.end('x_1', end);
    await sink.close();
    expect(readExchange(reader, 'x_1')).toEqual({
      ...start,
      seq: 0,
      flushedElapsedMs: 1.25,
      response: head,
      responseBody: utf8('data: 1\n\ndata: 2\n\ndata: 3\n\n'),
      chunks: [6, 7, 8].map((elapsedMs, index) => ({ offset: index * 9, length: 9, elapsedMs })),
      end,
    });
    expect(sink.gaps()).toBe(0);
    reader.close();
  },
);

describe('a database that is locked', () => {
  test('holds nothing up: the request is a gap after its deadline, and what follows is kept', async () => {
    const options = { ...noSpool, beginDeadlineMs: 50 };
    const { path, sink, begin, reader, reasons } = await openSink(options);
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    expect(await begin('x_lost', '{}')).toBe('gap');
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(2); // this thread went on meanwhile
    blocker.exec('ROLLBACK');
    blocker.close();
    expect(await begin('x_kept', '{}')).toBe('stored');
    sink.end('x_kept', end);
    await sink.close();
    expect(listExchanges(reader, session.id).map(({ id }) => id)).toEqual(['x_kept']);
    expect(readSession(reader, session.id)?.gaps).toBe(1);
    expect([sink.gaps(), reasons.length]).toEqual([1, 1]);
    reader.close();
  });

  test('loses nothing of what the spool holds, however long it takes', async () => {
    const { path, sink, begin, reader } = await openSink({ beginDeadlineMs: 1 });
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    expect(await begin('x_1', '{"n":1}')).toBe('stored');
    sink.chunk('x_1', utf8('answer'), 1);
    sink.end('x_1', end);
    await sink.flush(); // gives up after a second
    expect(readExchange(reader, 'x_1')).toBeUndefined();
    blocker.exec('ROLLBACK');
    blocker.close();
    await sink.close();
    expect(readExchange(reader, 'x_1')).toMatchObject({ responseBody: utf8('answer'), end });
    expect(sink.gaps()).toBe(0);
    reader.close();
  });

  test('until the end does not keep close waiting, and is a gap', async () => {
    const { path, sink, begin, reader } = await openSink();
    await begin('x_1', '{}');
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    sink.chunk('x_1', utf8('lost'), 1);
    await sink.close();
    expect(sink.gaps()).toBe(1);
    blocker.close();
    reader.close();
  });

  test('for longer than closing may take is a gap too: nothing says that it was stored', async () => {
    const { path, sink, begin, reader, reasons } = await openSink({ closeMsMax: 1 });
    await begin('x_1', '{}');
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    sink.chunk('x_1', utf8('lost'), 1);
    await sink.close();
    expect([sink.gaps(), reasons]).toEqual([1, ['the recording thread did not end in time']]);
    blocker.close();
    reader.close();
  });
});

test('requests keep their order where the spool takes the first one only', async () => {
  const { sink, begin, reader } = await openSink();
  let nowMs = performance.now();
  // The first append takes half a minute, and the spool rests.
  const now = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 10_000));
  await begin('x_1', '{}');
  now.mockImplementation(() => nowMs);
  await begin('x_2', '{}');
  now.mockRestore();
  await sink.close();
  expect(listExchanges(reader, session.id).map(({ id }) => id)).toEqual(['x_1', 'x_2']);
  reader.close();
});

test('a request that another machine has taken in from the spool goes on where it is', async () => {
  const { path, sink, begin, reader } = await openSink();
  await begin('x_1', '{"n":1}');
  // As a process does that cannot see this one: in another container, with its own process ids.
  const other = new BetterSqlite(path);
  other.exec("UPDATE recorders SET host = 'elsewhere'");
  const [spool] = listSpoolFiles({ path, fingerprintKey: sink.fingerprintKey });
  openDatabase(path, { mode: 'read' }).close();
  expect(existsSync(spool?.path ?? '')).toBe(true); // fresh: its recorder may be alive
  utimesSync(spool?.path ?? '', 1, 1);
  openDatabase(path, { mode: 'read' }).close();
  other.close();
  sink.chunk('x_1', utf8('answer'), 1);
  sink.end('x_1', end);
  await sink.close();
  expect(sink.gaps()).toBe(0);
  expect(listExchanges(reader, session.id)).toHaveLength(1);
  expect(readExchange(reader, 'x_1')).toMatchObject({ responseBody: utf8('answer'), end });
  reader.close();
});

describe('the queue is bounded', () => {
  test('an exchange whose chunks do not fit is cut and a gap; the others go on', async () => {
    const { sink, begin, reader } = await openSink({ queuedBytesMax: 10_000 });
    await begin('x_big', '{}');
    await begin('x_small', '{"n":1}');
    sink.chunk('x_big', new Uint8Array(6000), 1);
    sink.chunk('x_big', new Uint8Array(6000), 2);
    sink.end('x_big', end);
    sink.end('x_small', end);
    await sink.close();
    expect(listExchanges(reader, session.id).map(({ outcome }) => outcome)).toEqual([
      'cut',
      'complete',
    ]);
    expect(readExchange(reader, 'x_big')?.responseBody.length).toBe(6000);
    expect(readSession(reader, session.id)?.gaps).toBe(1);
    reader.close();
  });

  test('a request that does not fit is a gap at once; one body of any size fits when nothing waits', async () => {
    const { path, sink, begin, reader } = await openSink({ queuedBytesMax: 10_000 });
    expect(await begin('x_1', 'a'.repeat(100_000))).toBe('stored');
    await sink.flush();
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    const waits = begin('x_2', 'b'.repeat(9000));
    expect(await begin('x_3', 'c'.repeat(9000))).toBe('gap');
    blocker.exec('ROLLBACK');
    blocker.close();
    expect(await waits).toBe('stored');
    await sink.close();
    expect(sink.gaps()).toBe(1);
    reader.close();
  });

  test('requests without a body count too: they have headers', async () => {
    const { path, sink, begin, reader } = await openSink({ queuedBytesMax: 10_000 });
    const blocker = openDatabase(path, { mode: 'write' });
    blocker.exec('BEGIN IMMEDIATE');
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, serial) => begin(`x_${serial}`, '')),
    );
    expect(answers[0]).toBe('stored');
    expect(answers.at(-1)).toBe('gap');
    blocker.exec('ROLLBACK');
    blocker.close();
    await sink.flush();
    expect(await begin('x_later', '')).toBe('stored');
    await sink.close();
    reader.close();
  });
});

test('a refused request is a gap of its session', async () => {
  const { sink, reader, reasons } = await openSink();
  sink.gap(session, 'too large');
  await sink.close();
  expect(readSession(reader, session.id)?.gaps).toBe(1);
  expect(reasons).toEqual(['too large']);
  reader.close();
});

test('a file that is no database is one clear error', async () => {
  const path = temporaryDatabasePath();
  openDatabase(path, { mode: 'write' }).close();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(path, 'not a database, but long enough to be looked at as one'.repeat(20));
  await expect(openWorkerSink(path)).rejects.toBeInstanceOf(HarnessError);
});
