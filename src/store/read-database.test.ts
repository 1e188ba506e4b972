import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openDatabase } from './open-database.ts';
import { readDatabase } from './read-database.ts';
import { listSessions } from './sessions.ts';
import { end, exchangeStart, recordDirectly, temporaryDatabasePath } from './store.test-support.ts';

test('damage that shows while reading is one clear line', async () => {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  sink.begin(exchangeStart('x_1', '{}'));
  sink.end('x_1', end);
  sink.close();
  database.close();
  const file = openSync(path, 'r+');
  const { size } = statSync(path);
  writeSync(file, Buffer.alloc(size - 8192, 0x5a), 0, size - 8192, 8192); // all but the schema
  closeSync(file);
  await expect(readDatabase(path, (open) => listSessions(open))).rejects.toMatchObject({
    name: 'HarnessError',
    code: 'database',
    message: expect.stringContaining('is damaged') as string,
  });
});

test('other errors stay what they are, and the database is closed', async () => {
  const path = temporaryDatabasePath();
  openDatabase(path, { mode: 'write' }).close();
  let kept: { open: boolean } | undefined;
  const failing = readDatabase(path, (database) => {
    kept = database;
    throw new RangeError('mine');
  });
  await expect(failing).rejects.toThrow(RangeError);
  expect(kept?.open).toBe(false);
});
