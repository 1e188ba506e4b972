import { expect, test } from 'vitest';
import { nameSession } from './name-session.ts';
import { openDatabase } from './open-database.ts';
import { resolveId } from './resolve-id.ts';
import { listSessions } from './sessions.ts';
import {
  exchangeStart,
  recordDirectly,
  session,
  temporaryDatabasePath,
} from './store.test-support.ts';

test('a session is found by the name it was given; names are unique and can be taken away', async () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const sink = recordDirectly(database);
  sink.begin(exchangeStart('x_1', '{}'));
  sink.begin({ ...exchangeStart('x_2', '{}'), session: { ...session, id: 's_two' } });
  nameSession(database, 's_one', { name: 'the slow one', note: 'before the fix' });
  expect(resolveId(database, 'the slow one')).toEqual({ type: 'session', id: 's_one' });
  expect(listSessions(database)[0]).toMatchObject({ name: 'the slow one', note: 'before the fix' });
  expect(() => nameSession(database, 's_two', { name: 'the slow one', note: undefined })).toThrow(
    's_one is called `the slow one`',
  );
  expect(() => nameSession(database, 's_two', { name: 's_x', note: undefined })).toThrow('an id');
  nameSession(database, 's_one', { name: '', note: undefined });
  expect(listSessions(database)[0]).toMatchObject({ name: null, note: 'before the fix' });
  sink.close();
  database.close();
});
