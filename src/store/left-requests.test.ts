import { existsSync, mkdtempSync, readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { listExchanges, readExchange } from './exchanges.ts';
import { inspectDatabase } from './inspect-database.ts';
import {
  deadPid,
  enterRecorder,
  leaveRequests,
  requestEntry,
  sessionEntry,
} from './left-requests.test-support.ts';
import { takeInLeftRequests } from './left-requests.ts';
import { closeDatabase, openDatabase, readFingerprintKey } from './open-database.ts';
import { listSessions, readSession } from './sessions.ts';
import { exchangeStart, session, temporaryDatabasePath } from './store.test-support.ts';

const headers = [['X-Claude-Code-Session-Id', 'abc']] as const;
const bodies = ['{"tools":[{"name":"Bash"}],"n":1}', '{"tools":[{"name":"Bash"}],"n":2}'] as const;
const first = { ...exchangeStart('x_0', bodies[0]), headers };
const second = { ...exchangeStart('x_1', bodies[1]), headers, startedAtMs: first.startedAtMs + 1 };
const entries = [requestEntry(first), sessionEntry('x_0', session), requestEntry(second)];

/** A database beside which a recorder of an older version has left two requests. */
function setUp(pid = deadPid, processStart: number | null = null) {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write' });
  const owner = { path, fingerprintKey: readFingerprintKey(database) };
  const recorder = enterRecorder(database, pid, processStart);
  closeDatabase(database);
  return { path, owner, recorder, file: leaveRequests(owner, recorder, 'a', entries) };
}

describe('what a killed recorder of an older version has left', () => {
  test('is taken in by whoever opens the database to write, and the file goes', () => {
    const { path, file } = setUp();
    const database = openDatabase(path, { mode: 'write' });
    expect(listExchanges(database, session.id)).toMatchObject([{ id: 'x_0', outcome: 'cut' }]);
    expect(Buffer.from(readExchange(database, 'x_0')?.body ?? []).toString()).toBe(bodies[0]);
    expect(Buffer.from(readExchange(database, 'x_1')?.body ?? []).toString()).toBe(bodies[1]);
    expect(readExchange(database, 'x_0')?.end).toBeNull();
    expect(existsSync(file)).toBe(false);
    closeDatabase(database);
  });

  test('is named, and left as it is, by whoever only reads', () => {
    const { path, file } = setUp();
    const before = readFileSync(file);
    const database = openDatabase(path, { mode: 'read' });
    expect(readExchange(database, 'x_0')).toBeUndefined();
    expect(inspectDatabase(database, path).leftRequests).toEqual([file]);
    expect(readFileSync(file).equals(before)).toBe(true);
    database.close();
  });

  test('belongs to the session that was looked up, or that the request itself names', () => {
    const { path } = setUp();
    const database = openDatabase(path, { mode: 'write' });
    const found = listSessions(database);
    const known = { client: 'claude', clientSessionId: 'abc', kind: 'turn' };
    expect(found.find(({ id }) => id === 's_one')).toMatchObject(known);
    expect(found.find(({ id }) => id !== 's_one')).toMatchObject(known);
    closeDatabase(database);
  });

  test('is not stored twice: what is in the database is known by its id', () => {
    const { path, owner, recorder } = setUp();
    closeDatabase(openDatabase(path, { mode: 'write' }));
    const again = [requestEntry(exchangeStart('x_0', 'something else')), requestEntry(second)];
    const file = leaveRequests(owner, recorder, 'a', again);
    const database = openDatabase(path, { mode: 'write' });
    expect(readSession(database, session.id)?.exchanges).toBe(1);
    expect(readExchange(database, 'x_0')?.body.length).toBe(33);
    expect(existsSync(file)).toBe(false);
    closeDatabase(database);
  });

  test('is in order, out of both of its files', () => {
    const { path, owner, recorder } = setUp();
    const of = (id: string, startedAtMs: number): Buffer[] => [
      requestEntry({ ...exchangeStart(id, id), startedAtMs }, 7),
      sessionEntry(id, session, 7),
    ];
    leaveRequests(owner, recorder, 'a', [...of('x_1', 1), ...of('x_3', 3)]);
    leaveRequests(owner, recorder, 'b', of('x_2', 2));
    const database = openDatabase(path, { mode: 'write' });
    const ids = listExchanges(database, session.id).map(({ id }) => id);
    expect(ids).toEqual(['x_1', 'x_2', 'x_3']);
    closeDatabase(database);
  });

  test('is found under a link to the database too', () => {
    const { path, file } = setUp();
    const link = join(mkdtempSync(join(tmpdir(), 'turntape-link-')), 'link.db');
    symlinkSync(path, link);
    closeDatabase(openDatabase(link, { mode: 'write' }));
    expect(existsSync(file)).toBe(false);
  });

  test('stays where the database cannot take it in, and is taken in later', () => {
    const { path, file } = setUp();
    const damaged = new BetterSqlite(path);
    damaged.exec('ALTER TABLE bodies RENAME TO moved');
    closeDatabase(openDatabase(path, { mode: 'write' }));
    expect(existsSync(file)).toBe(true);
    damaged.exec('ALTER TABLE moved RENAME TO bodies');
    damaged.close();
    const database = openDatabase(path, { mode: 'write' });
    expect(readExchange(database, 'x_1')).toBeDefined();
    closeDatabase(database);
  });
});

describe('a file is left alone', () => {
  test('while the process that wrote it lives', () => {
    const { path, file } = setUp(process.pid);
    closeDatabase(openDatabase(path, { mode: 'write' }));
    expect(existsSync(file)).toBe(true);
  });

  test.runIf(process.platform === 'linux')(
    'but not for another process that has the id of a dead one',
    () => {
      const { path, file } = setUp(process.pid, 1);
      closeDatabase(openDatabase(path, { mode: 'write' }));
      expect(existsSync(file)).toBe(false);
    },
  );

  test('for ten seconds after it was written to: its recorder may be on another machine', () => {
    const { path, file } = setUp();
    utimesSync(file, new Date(), new Date());
    closeDatabase(openDatabase(path, { mode: 'write' }));
    expect(existsSync(file)).toBe(true);
  });

  test('that belongs to a database which had this name before', () => {
    const { path, recorder } = setUp();
    const other = { path, fingerprintKey: Uint8Array.of(1) };
    const file = leaveRequests(other, recorder, 'a', entries);
    closeDatabase(openDatabase(path, { mode: 'write' }));
    expect(existsSync(file)).toBe(true);
  });
});

describe('a file that is not whole', () => {
  function idsIn(file: Buffer): string[] {
    const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
    const key = readFingerprintKey(database);
    const owner = { path: temporaryDatabasePath(), fingerprintKey: key };
    closeDatabase(openDatabase(owner.path, { mode: 'write' }));
    leaveRequests(owner, enterRecorder(database, deadPid), 'a', [file]);
    takeInLeftRequests(database, owner);
    const ids = database.prepare('SELECT id FROM exchanges ORDER BY row').pluck().all() as string[];
    closeDatabase(database);
    return ids;
  }

  test('gives the requests that were written to their end', () => {
    const [one = Buffer.alloc(0), , two = Buffer.alloc(0)] = entries;
    for (const length of [0, 3, 15, 16, one.length - 1]) {
      expect(idsIn(one.subarray(0, length))).toEqual([]);
    }
    expect(idsIn(Buffer.concat([one, two.subarray(0, -1)]))).toEqual(['x_0']);
  });

  test('gives no request of an earlier use of the file', () => {
    const old = [requestEntry(exchangeStart('x_old', 'o'), 4)];
    const current = [requestEntry(first, 5), requestEntry(second, 5)];
    expect(idsIn(Buffer.concat([...current, ...old]))).toEqual(['x_0', 'x_1']);
  });

  test.each([
    ['its magic', 0],
    ['its note', 30],
  ])('gives no request when one bit of %s is another', (_, at) => {
    const damaged = requestEntry(first);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    expect(idsIn(damaged)).toEqual([]);
  });
});
