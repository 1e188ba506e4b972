// Damage of one row, one column or one page costs what is in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HarnessError } from '../lib/harness-error.ts';
import { createExchangeWriter } from './exchange-writer.ts';
import { readExchange, readSessionExchanges } from './exchanges.ts';
import { inspectDatabase } from './inspect-database.ts';
import { nameSession } from './name-session.ts';
import { closeDatabase, openDatabase } from './open-database.ts';
import { startRecorder } from './recorders.ts';
import { rescueDatabase } from './rescue-database.ts';
import { listSessions } from './sessions.ts';
import { end, exchangeStart, head, session, temporaryDatabasePath } from './store.test-support.ts';

const clock = { nowMs: () => 0, monotonicMs: () => 0 };
const count = 60;
const answer = (at: number): Uint8Array => new TextEncoder().encode(`answer ${at}`.repeat(20));

/** Sixty exchanges in six sessions; bodies that share nothing. */
function recorded(): string {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write' });
  const writer = createExchangeWriter(database, startRecorder(database, 0));
  for (let at = 0; at < count; at++) {
    const body = Array.from({ length: 300 }, (_, n) => ((n + 1) * (at + 3) * 7919).toString(36));
    const start = exchangeStart(`x_${at}`, body.join(''));
    const row = writer.insert({ ...start, session: { ...session, id: `s_${at % 6}` } });
    const bytes = answer(at);
    writer.segment(row, 0, { bytes, sizes: [bytes.length], times: [1] });
    writer.progress(row, { flushedMs: 1, head, end });
  }
  nameSession(database, 's_1', { name: 'the-first', note: 'noted' });
  closeDatabase(database);
  return path;
}

async function rescue(path: string) {
  const damaged = openDatabase(path, { mode: 'change' });
  const rescued = await rescueDatabase(damaged, `${path}.copy`, clock);
  damaged.close();
  const copy = openDatabase(`${path}.copy`, { mode: 'read' });
  const exchanges = listSessions(copy).flatMap(({ id }) => [...readSessionExchanges(copy, id)]);
  const labels = listSessions(copy).find(({ id }) => id === 's_1');
  copy.close();
  return { rescued, exchanges, labels };
}

test.each([
  ["UPDATE segments SET sizes = 'no JSON' WHERE exchange = 11", 'x_10'],
  ["UPDATE segments SET times = '7' WHERE exchange = 11", 'x_10'],
  ["UPDATE segments SET data = x'00' WHERE exchange = 11", 'x_10'],
  ["UPDATE exchanges SET response_headers = '{' WHERE row = 11", 'x_10'],
])('%s: the request of that one is kept, and all of the others', async (damage, id) => {
  const path = recorded();
  const database = openDatabase(path, { mode: 'change' });
  database.exec(damage);
  expect(inspectDatabase(database, path).unreadable).toEqual([id]);
  expect(() => readExchange(database, id)).toThrow(HarnessError);
  database.close();
  const { rescued, exchanges, labels } = await rescue(path);
  expect(rescued).toEqual({ exchanges: count, withoutAnswer: 1, trials: 0 });
  for (const exchange of exchanges) {
    const at = Number(exchange.id.slice(2));
    expect(exchange.responseBody).toEqual(exchange.id === id ? new Uint8Array(0) : answer(at));
    expect(exchange.end === null).toBe(exchange.id === id);
  }
  expect(labels).toMatchObject({ name: 'the-first', note: 'noted' });
});

test('a request that cannot be read costs that exchange', async () => {
  const path = recorded();
  const database = openDatabase(path, { mode: 'change' });
  database.exec(
    "UPDATE bodies SET data = x'00' WHERE hash = (SELECT body FROM exchanges WHERE row = 11)",
  );
  database.close();
  expect((await rescue(path)).rescued.exchanges).toBe(count - 1);
});

test.each(['exchanges', 'sessions', 'bodies', 'segments', 'sqlite_autoindex_exchanges_1'])(
  'a page of %s that is overwritten costs what is on it',
  async (table) => {
    const path = recorded();
    const database = openDatabase(path, { mode: 'change' });
    const root = Number(
      database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table),
    );
    // The second leaf below the root, or the root where it is the only page.
    const leaf = database
      .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' LIMIT 1 OFFSET 1")
      .pluck();
    let page = root;
    try {
      page = Number(leaf.get(table) ?? root);
    } catch {
      // This SQLite has no dbstat.
    }
    closeDatabase(database);
    const bytes = readFileSync(path);
    bytes.fill(0xee, (page - 1) * 4096, page * 4096);
    writeFileSync(path, bytes);
    const { rescued, exchanges } = await rescue(path);
    expect(rescued.exchanges).toBe(exchanges.length);
    expect(exchanges.length).toBeGreaterThan(count / 3);
  },
);

test('a byte of a response that has changed is damage', () => {
  const path = recorded();
  const database = openDatabase(path, { mode: 'change' });
  const read = database.prepare('SELECT data FROM segments WHERE exchange = 11').pluck();
  const data = Buffer.from(read.get() as Uint8Array);
  const write = database.prepare('UPDATE segments SET data = ? WHERE exchange = 11');
  for (let at = 0; at < data.length; at++) {
    const changed = Buffer.from(data);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    write.run(changed);
    const text = (() => {
      try {
        return Buffer.from(readExchange(database, 'x_10')?.responseBody ?? []).toString();
      } catch {
        return 'damaged';
      }
    })();
    // A bit of the frame's head that means nothing changes nothing.
    expect(['damaged', Buffer.from(answer(10)).toString()]).toContain(text);
  }
  database.close();
});
