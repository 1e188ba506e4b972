// Deleting beside a recorder: what is taken up again stays, and a number is given once.
import { expect, test } from 'vitest';
import type { SessionDescriptor } from '../domain/session.ts';
import { createExchangeWriter } from './exchange-writer.ts';
import { listExchanges, readExchange } from './exchanges.ts';
import { openDatabase } from './open-database.ts';
import { pruneDatabase } from './prune-database.ts';
import { startRecorder } from './recorders.ts';
import { listSessions } from './sessions.ts';
import { end, exchangeStart, head, session, temporaryDatabasePath } from './store.test-support.ts';

const other: SessionDescriptor = { ...session, id: 's_other' };
const hour = 60 * 60 * 1000;
const olderThanAnHour = { keptSinceMs: Date.now() - hour, bytesMax: undefined };

/** A database with one exchange for each session, that ended two hours ago. */
function setUp(sessions: readonly SessionDescriptor[]) {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write' });
  const recorder = startRecorder(database, Date.now());
  const writer = createExchangeWriter(database, recorder);
  const begin = (id: string, one: SessionDescriptor, startedAtMs: number): number =>
    writer.insert({ ...exchangeStart(id, `{"n":"${id}"}`), session: one, startedAtMs });
  for (const [at, one] of sessions.entries()) {
    const row = begin(`x_${at}`, one, Date.now() - 2 * hour + at);
    writer.progress(row, { flushedMs: 1, head, end });
  }
  return { path, database, writer, begin };
}

test('a session that speaks again while others are deleted stays', () => {
  const { database } = setUp([session, other]);
  // As if another process had written before the next deletion began.
  database.exec(
    `CREATE TEMP TRIGGER again AFTER DELETE ON sessions WHEN old.id = '${session.id}' BEGIN
       INSERT INTO exchanges (row, id, session, seq, recorder, started_at_ms, method, target, headers,
         body) SELECT 1000, 'x_again', session, 1, recorder, ${Date.now()}, method, target, headers,
         body FROM exchanges WHERE session = '${other.id}';
     END`,
  );
  expect(pruneDatabase(database, olderThanAnHour)).toMatchObject({ sessions: 1, exchanges: 1 });
  expect(listExchanges(database, other.id).map(({ id }) => id)).toEqual(['x_1', 'x_again']);
  database.close();
});

test('a number is never given again, so nothing is stored under another exchange', () => {
  const { database, writer, begin } = setUp([session]);
  const held = begin('x_held', session, Date.now());
  database.prepare('DELETE FROM exchanges WHERE session = ?').run(session.id);
  const next = begin('x_next', other, Date.now());
  expect(next).not.toBe(held);
  const chunks = { bytes: new Uint8Array([1]), sizes: [1], times: [1] };
  const gone = 'the exchange was deleted';
  expect(() => writer.segment(held, 0, chunks)).toThrow(gone);
  expect(() => writer.progress(held, { flushedMs: 1, head, end })).toThrow(gone);
  expect(readExchange(database, 'x_next')).toMatchObject({ chunks: [], end: null });
  database.close();
});

test('a session that another machine may still record stays, until it has been silent for a day', () => {
  const { database, begin } = setUp([session, other]);
  begin('x_open', session, Date.now() - 2 * hour);
  database.exec("UPDATE recorders SET host = 'elsewhere'");
  expect(pruneDatabase(database, olderThanAnHour)).toMatchObject({ sessions: 1 });
  expect(listExchanges(database, session.id).at(-1)?.outcome).toBe('running');
  const dayAgo = Date.now() - 25 * hour;
  database.exec(`UPDATE recorders SET started_at_ms = ${dayAgo}, seen_at_ms = ${dayAgo};
    UPDATE exchanges SET started_at_ms = ${dayAgo}`);
  expect(listExchanges(database, session.id).at(-1)?.outcome).toBe('cut');
  expect(pruneDatabase(database, olderThanAnHour)).toMatchObject({ sessions: 1 });
  database.close();
});

test('a container with the same host name is another system: its process cannot be asked for', () => {
  const { database, begin } = setUp([]);
  begin('x_open', session, Date.now());
  database.exec("UPDATE recorders SET namespace = 'pid:[1]', pid = 999999999");
  const outcome = () => listExchanges(database, session.id)[0]?.outcome;
  expect(outcome()).toBe(process.platform === 'linux' ? 'running' : 'cut');
  database.exec('UPDATE recorders SET namespace = NULL');
  expect(outcome()).toBe('cut');
  database.close();
});

test('a session whose newest exchange is not its last one is as old as the newest', () => {
  const { database, begin, writer } = setUp([session]);
  for (const [id, ago] of [
    ['x_new', 0],
    ['x_set_back', 3 * hour],
  ] as const) {
    writer.progress(begin(id, session, Date.now() - ago), { flushedMs: 1, head, end });
  }
  expect(pruneDatabase(database, olderThanAnHour)).toMatchObject({ sessions: 0 });
  database.close();
});

/** As much as saved runs, in a table that prune does not touch. */
function saveRun(database: ReturnType<typeof setUp>['database'], bytes: number): void {
  database
    .prepare(
      "INSERT INTO runs (id, fingerprint, started_at_ms, definition) VALUES ('r', 'f', 1, ?)",
    )
    .run('x'.repeat(bytes));
}

test('recordings are not deleted to make room for runs', () => {
  const { database } = setUp([session, other]);
  saveRun(database, 1_000_000);
  const prune = () => pruneDatabase(database, { keptSinceMs: Date.now(), bytesMax: 500_000 });
  expect(prune).toThrow(/nothing was deleted: \d+ bytes would be left, of 1 saved run/);
  expect(listSessions(database).map(({ id }) => id)).toEqual([session.id, other.id]);
  database.prepare('DELETE FROM runs').run();
  expect(prune()).toMatchObject({ sessions: 2 });
  database.close();
});

test('a dry run says what would go, and deletes nothing', () => {
  const { database } = setUp([session, other]);
  const dry = pruneDatabase(database, { ...olderThanAnHour, isDryRun: true });
  expect(dry).toMatchObject({ sessions: 2, exchanges: 2 });
  expect(listSessions(database)).toHaveLength(2);
  const { bytesAfter: _left, ...done } = pruneDatabase(database, olderThanAnHour);
  expect(dry).toMatchObject(done);
  expect(listSessions(database)).toHaveLength(0);
  database.close();
});
