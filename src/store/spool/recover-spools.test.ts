import { hostname } from 'node:os';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { listExchanges, readExchange } from '../exchanges.ts';
import { openDatabase, readFingerprintKey } from '../open-database.ts';
import { listSessions, readSession } from '../sessions.ts';
import { exchangeStart, session, temporaryDatabasePath } from '../store.test-support.ts';
import { createSpool } from './spool.ts';
import { listSpoolFiles } from './spool-files.ts';

/** No process has this id: the kernel's largest is 2 ** 22. */
const deadPid = 2 ** 23;

function enterRecorder(database: Database, pid: number, start: number | null = null): number {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO recorders (host, pid, process_start, started_at_ms) VALUES (?, ?, ?, 0)')
    .run(hostname(), pid, start);
  return Number(lastInsertRowid);
}

/** A database beside which a recorder has left two requests. */
function setUp(pid: number, start?: number) {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write' });
  const owner = { path, fingerprintKey: readFingerprintKey(database) };
  const recorder = enterRecorder(database, pid, start);
  database.close();
  const spool = createSpool({ owner, recorder, now: () => 0 });
  const headers = [['X-Claude-Code-Session-Id', 'abc']] as const;
  const bodies = ['{"tools":[{"name":"Bash"}],"n":1}', '{"tools":[{"name":"Bash"}],"n":2}'];
  for (const [index, body] of bodies.entries()) {
    const { session: _of, ...request } = { ...exchangeStart(`x_${index}`, body), headers };
    const place = spool.append(request);
    if (index === 0 && place) spool.name('x_0', session, place);
  }
  spool.close();
  return { path, owner, bodies };
}

describe('what a killed recorder has left', () => {
  test.each(['read', 'write'] as const)('is there for whoever opens it to %s', (mode) => {
    const { path, owner, bodies } = setUp(deadPid);
    const database = openDatabase(path, { mode });
    expect(listExchanges(database, session.id)).toMatchObject([{ id: 'x_0', outcome: 'cut' }]);
    expect(Buffer.from(readExchange(database, 'x_0')?.body ?? []).toString()).toBe(bodies[0]);
    expect(Buffer.from(readExchange(database, 'x_1')?.body ?? []).toString()).toBe(bodies[1]);
    expect(readExchange(database, 'x_0')?.end).toBeNull();
    expect(listSpoolFiles(owner)).toEqual([]);
    database.close();
  });

  test('belongs to the session that was looked up, or that the request itself names', () => {
    const { path } = setUp(deadPid);
    const database = openDatabase(path, { mode: 'read' });
    const found = listSessions(database).map(({ id, client, clientSessionId, kind }) => ({
      ...{ id, client, clientSessionId, kind },
    }));
    expect(found).toContainEqual({
      ...{ id: 's_one', client: 'claude', clientSessionId: 'abc', kind: 'turn' },
    });
    const own = found.find(({ id }) => id !== 's_one');
    expect(own).toMatchObject({ client: 'claude', clientSessionId: 'abc', kind: 'turn' });
    database.close();
  });

  test('is not stored twice: what is in the database is known by its id', () => {
    const { path, owner } = setUp(deadPid);
    openDatabase(path, { mode: 'write' }).close();
    const database = openDatabase(path, { mode: 'write' });
    const spool = createSpool({ owner, recorder: enterRecorder(database, deadPid), now: () => 0 });
    spool.append(exchangeStart('x_0', 'something else'));
    spool.close();
    database.close();
    const again = openDatabase(path, { mode: 'read' });
    expect(readSession(again, session.id)?.exchanges).toBe(1);
    expect(readExchange(again, 'x_0')?.body.length).toBe(33);
    again.close();
  });
});

test('what a living recorder has not put into the database yet is left to it', () => {
  const { path, owner } = setUp(process.pid);
  const database = openDatabase(path, { mode: 'write' });
  expect(readExchange(database, 'x_0')).toBeUndefined();
  expect(listSpoolFiles(owner)).toHaveLength(1);
  database.close();
});

test.runIf(process.platform === 'linux')(
  'a process that has the id of a dead one is another',
  () => {
    const { path, owner } = setUp(process.pid, 1);
    const database = openDatabase(path, { mode: 'read' });
    expect(readExchange(database, 'x_0')).toBeDefined();
    expect(listSpoolFiles(owner)).toEqual([]);
    database.close();
  },
);

test('a database that cannot take it in can be read all the same, and it is there later', () => {
  const { path, owner } = setUp(deadPid);
  const damaged = new BetterSqlite(path);
  damaged.exec('ALTER TABLE bodies RENAME TO moved');
  for (const mode of ['read', 'write'] as const) {
    const database = openDatabase(path, { mode });
    expect(listSpoolFiles(owner)).toHaveLength(1);
    database.close();
  }
  damaged.exec('ALTER TABLE moved RENAME TO bodies');
  damaged.close();
  const database = openDatabase(path, { mode: 'read' });
  expect(readExchange(database, 'x_1')).toBeDefined();
  database.close();
});

test('both files of a recorder are taken in, in the order in which the requests came', () => {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write' });
  const owner = { path, fingerprintKey: readFingerprintKey(database) };
  const spool = createSpool({ owner, recorder: enterRecorder(database, deadPid), now: () => 0 });
  database.close();
  const large = new Uint8Array(5 * 1024 * 1024);
  const append = (serial: number, body: Uint8Array) => {
    const request = { ...exchangeStart(`x_${serial}`, body), startedAtMs: 1000 + serial };
    const place = spool.append(request);
    if (place) spool.name(request.id, session, place);
    return place;
  };
  const first = [append(0, large), append(1, large)]; // more than one file is to hold
  append(2, large); // to the other
  for (const place of first) if (place) spool.release(place);
  append(3, large); // still to the other
  append(4, Uint8Array.of(4)); // to the first, from its beginning
  spool.close();
  expect(listSpoolFiles(owner)).toHaveLength(2);
  const reader = openDatabase(path, { mode: 'read' });
  expect(listExchanges(reader, session.id).map(({ id }) => id)).toEqual(['x_2', 'x_3', 'x_4']);
  reader.close();
});
