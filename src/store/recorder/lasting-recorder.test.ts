// A recorder whose file is removed, or whose thread dies, while it records.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { listExchanges, readExchange } from '../exchanges.ts';
import { closeDatabase, openDatabase, readFingerprintKey } from '../open-database.ts';
import { readSession } from '../sessions.ts';
import { end, exchangeStart, head, session, temporaryDatabasePath } from '../store.test-support.ts';
import { startDatabaseThread } from './database-thread.ts';
import { restartsMax } from './lasting-thread.ts';
import { openRecorder } from './recorder.ts';

/** How long a test waits for a thread to be started: machines are busy. */
const startMsMax = 30_000;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @param mayStart is awaited before a thread is started, with those that there were */
async function setUp(mayStart = async (_threads: readonly object[]): Promise<void> => {}) {
  const path = temporaryDatabasePath();
  const notices: string[] = [];
  const reasons: string[] = [];
  let heard = Promise.withResolvers<void>();
  const threads: Awaited<ReturnType<typeof startDatabaseThread>>[] = [];
  const recorder = await openRecorder(path, {
    onDrop: (reason) => reasons.push(reason),
    onNotice: (notice) => {
      notices.push(notice);
      heard.resolve();
      heard = Promise.withResolvers();
    },
    startThread: async (start) => {
      await mayStart(threads);
      const thread = await startDatabaseThread(start);
      threads.push(thread);
      return thread;
    },
  });
  const begin = (id: string) => recorder.begin(exchangeStart(id, `{"n":"${id}"}`), () => session);
  const record = async (id: string): Promise<void> => {
    await begin(id);
    recorder.responseHead(id, head);
    recorder.chunk(id, utf8(`answer of ${id}`), 1);
    recorder.end(id, end);
  };
  /** Resolves with the next notice. */
  const notice = () => heard.promise;
  /** What a reader finds. */
  const found = (): Record<string, string> => {
    const reader = openDatabase(path, { mode: 'read' });
    const answers = listExchanges(reader, session.id).map(({ id, outcome }) => {
      const body = readExchange(reader, id)?.responseBody ?? [];
      return [id, `${outcome}: ${Buffer.from(body)}`];
    });
    reader.close();
    return Object.fromEntries(answers);
  };
  const droppedFound = (): number | undefined => {
    const reader = openDatabase(path, { mode: 'read' });
    const dropped = readSession(reader, session.id)?.dropped;
    reader.close();
    return dropped;
  };
  return { path, recorder, begin, record, notice, notices, reasons, threads, found, droppedFound };
}

describe('the file is', () => {
  const ways: Record<string, (path: string) => void> = {
    deleted: (path) => rmSync(path),
    'deleted with what is beside it': (path) => {
      for (const ending of ['', '-wal', '-shm']) rmSync(path + ending);
    },
    'deleted with its folder': (path) => rmSync(dirname(path), { recursive: true }),
    moved: (path) => renameSync(path, `${path}.moved`),
    'moved with its folder': (path) => renameSync(dirname(path), `${dirname(path)}-moved`),
    'replaced by another database': (path) => {
      closeDatabase(openDatabase(`${path}.other`, { mode: 'write' }));
      renameSync(`${path}.other`, path);
    },
  };
  test.each(Object.entries(ways))(
    '%s: what goes on and what follows is at the path',
    async (_, remove) => {
      const { path, recorder, begin, record, notice, notices, found } = await setUp();
      await record('x_before');
      await recorder.flush();
      await begin('x_during');
      recorder.chunk('x_during', utf8('first, '), 1);
      await recorder.flush();
      remove(path);
      await notice();
      expect(notices).toEqual([expect.stringContaining('was deleted, moved or replaced')]);
      recorder.chunk('x_during', utf8('second'), 2);
      recorder.end('x_during', end);
      await record('x_after');
      await recorder.close();
      expect(found()).toMatchObject({
        x_during: 'complete: first, second',
        x_after: 'complete: answer of x_after',
      });
      expect([recorder.dropped(), recorder.readable()]).toEqual([0, Object.keys(found()).length]);
    },
  );

  test('moved: what was recorded before is in it, whole', async () => {
    const { path, recorder, record, notice } = await setUp();
    for (const id of ['x_1', 'x_2', 'x_3']) await record(id);
    await recorder.flush();
    renameSync(path, `${path}.moved`);
    await notice();
    await recorder.close();
    const moved = openDatabase(`${path}.moved`, { mode: 'read' });
    expect(listExchanges(moved, session.id).map(({ outcome }) => outcome)).toEqual(
      Array(3).fill('complete'),
    );
    expect(moved.pragma('integrity_check', { simple: true })).toBe('ok');
    moved.close();
  });

  test('deleted: the new one keeps the key of the fingerprints', async () => {
    const { path, recorder, record, notice } = await setUp();
    rmSync(path);
    await notice();
    await record('x_1');
    await recorder.close();
    const reader = openDatabase(path, { mode: 'read' });
    expect(readFingerprintKey(reader)).toEqual(Buffer.from(recorder.fingerprintKey));
    reader.close();
  });

  test('deleted just before the end: what is said to be readable is', async () => {
    const { path, recorder, record, found } = await setUp();
    for (const id of ['x_1', 'x_2']) await record(id);
    rmSync(path);
    await recorder.close();
    expect(recorder.readable()).toBe(existsSync(path) ? Object.keys(found()).length : 0);
  });

  test('gone, and its place taken: said with the reason, and what cannot be written is dropped', async () => {
    const { path, recorder, begin, record, notice, notices, found, droppedFound } = await setUp();
    renameSync(path, `${path}.moved`);
    mkdirSync(path);
    await notice();
    expect(notices).toEqual([expect.stringContaining('there can be no other one')]);
    expect(await begin('x_lost')).toBe('dropped');
    rmSync(path, { recursive: true });
    await notice();
    await record('x_after');
    await recorder.close();
    expect(found()).toEqual({ x_after: 'complete: answer of x_after' });
    expect([recorder.dropped(), droppedFound()]).toEqual([1, 1]);
  });
});

describe('the recording thread', () => {
  test('that dies is started again: one exchange is dropped, the next ones are recorded', async () => {
    const { recorder, begin, record, notice, notices, threads, found, droppedFound } =
      await setUp();
    await record('x_before');
    await recorder.flush();
    await begin('x_during');
    threads[0]?.stop();
    await notice();
    expect(notices).toEqual([expect.stringContaining('started again')]);
    recorder.chunk('x_during', utf8('is not recorded any more'), 2);
    recorder.end('x_during', end);
    await record('x_after');
    await recorder.close();
    expect(found()).toMatchObject({
      x_before: 'complete: answer of x_before',
      x_after: 'complete: answer of x_after',
      x_during: 'cut: ',
    });
    expect([recorder.dropped(), droppedFound(), recorder.readable()]).toEqual([1, 1, 2]);
  });

  test('that is being started is waited for by a recorder that closes', async () => {
    const held = Promise.withResolvers<void>();
    const { recorder, record, notice, threads, found } = await setUp((threads) =>
      threads.length === 0 ? Promise.resolve() : held.promise,
    );
    await record('x_before');
    await recorder.flush();
    threads[0]?.stop();
    await notice();
    await record('x_late');
    const closed = recorder.close();
    held.resolve();
    await closed;
    expect(found()).toMatchObject({ x_late: 'complete: answer of x_late' });
    expect([recorder.dropped(), recorder.readable()]).toEqual([0, 2]);
  });

  test('that dies again and again is given up, and traffic continues', async () => {
    const { recorder, begin, notice, threads } = await setUp();
    for (let death = 0; death <= restartsMax; death++) {
      const next = death < restartsMax ? notice() : undefined;
      threads.at(-1)?.stop();
      await next;
      if (death === restartsMax) break;
      await vi.waitFor(() => expect(threads).toHaveLength(death + 2), startMsMax);
      // Stored, or late on a busy machine.
      expect(await begin(`x_${death}`)).not.toBe('dropped');
      // The one before is over: one that is stopped twice dies once.
    }
    await recorder.close();
    expect(await begin('x_late')).toBe('dropped');
  });
});
