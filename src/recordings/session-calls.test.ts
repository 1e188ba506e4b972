import { expect, test } from 'vitest';
import type { HeaderList } from '../lib/header-list.ts';
import { openDatabase } from '../store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
  temporaryDatabasePath,
} from '../store/store.test-support.ts';
import { readScopeCalls } from './session-calls.ts';

const hourMs = 3_600_000;
const mine: HeaderList = [['x-api-key', '<redacted:1>']];

test('calls of other sessions of the same account are among those of the session, by time', async () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const sink = recordDirectly(database);
  const record = async (id: string, of: string, atMs: number, headers = mine): Promise<void> => {
    const start = exchangeStart(id, `{"id":"${id}"}`);
    sink.begin({
      ...{ ...start, headers, startedAtMs: 10 * hourMs + atMs },
      session: { ...session, id: of, clientSessionId: of },
    });
    sink.responseHead(id, head);
    sink.end(id, end);
  };
  await record('x_old', 's_other', -hourMs - 1);
  await record('x_before', 's_other', -1000);
  await record('x_1', 's_own', 0);
  await record('x_stranger', 's_other', 1000, [['x-api-key', '<redacted:2>']]);
  await record('x_beside', 's_agent', 2000);
  await record('x_2', 's_own', 3000);
  await record('x_after', 's_agent', 4000);
  sink.close();

  const calls = [...readScopeCalls(database, 's_own')];
  expect(calls.map(({ id, otherSession }) => [id, otherSession])).toEqual([
    ['x_before', 's_other'],
    ['x_1', null],
    ['x_beside', 's_agent'],
    ['x_2', null],
  ]);
  // Bodies are read again, whichever was asked for last.
  expect(calls.map(({ body }) => new TextDecoder().decode(body()))).toEqual(
    ['x_before', 'x_1', 'x_beside', 'x_2'].map((id) => `{"id":"${id}"}`),
  );
  database.close();
});
