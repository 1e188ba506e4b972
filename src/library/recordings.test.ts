import { expect, test } from 'vitest';
import { openDatabase } from '../store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
  temporaryDatabasePath,
} from '../store/store.test-support.ts';
import { openRecordings } from './recordings.ts';

test('gives back what was recorded, session by session', async () => {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  for (const id of ['x_1', 'x_2']) {
    sink.begin(exchangeStart(id, `{"id":"${id}"}`));
    sink.responseHead(id, head);
    sink.end(id, end);
  }
  sink.close();
  database.close();

  const recordings = openRecordings(path);
  expect(recordings.sessions()).toMatchObject([{ id: session.id, exchanges: 2 }]);
  const exchanges = [...recordings.exchanges(session.id)];
  expect(exchanges.map(({ id, body }) => [id, Buffer.from(body).toString()])).toEqual([
    ['x_1', '{"id":"x_1"}'],
    ['x_2', '{"id":"x_2"}'],
  ]);
  expect([...recordings.exchanges('s_unknown')]).toEqual([]);
  const { calls, rules } = recordings.calls(session.id);
  expect([...calls].map(({ id, protocol }) => [id, protocol])).toEqual([
    ['x_1', 'anthropic'],
    ['x_2', 'anthropic'],
  ]);
  expect(rules).toBe('profile');
  expect(() => recordings.calls('s_unknown')).toThrow('there is no session s_unknown');
  recordings.close();
});

test('a file that is not there is one clear line', () => {
  expect(() => openRecordings('/nowhere/turntape.db')).toThrow(
    expect.objectContaining({ code: 'not-found', message: expect.stringContaining('/nowhere/') }),
  );
});
