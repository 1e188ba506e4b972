import { expect, test } from 'vitest';
import { openDatabase } from './open-database.ts';
import { resolveId } from './resolve-id.ts';
import { exchangeStart, recordDirectly, temporaryDatabasePath } from './store.test-support.ts';

test('ids may be shortened while they stay unambiguous', () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const recorded = recordDirectly(database);
  recorded.begin(exchangeStart('x_aa', '{}'));
  recorded.begin(exchangeStart('x_ab', '{}'));
  expect(resolveId(database, 'x_aa')).toEqual({ type: 'exchange', id: 'x_aa' });
  expect(resolveId(database, 's_')).toEqual({ type: 'session', id: 's_one' });
  expect(() => resolveId(database, 'x_a')).toThrow('several exchanges begin with');
  expect(() => resolveId(database, 'x_zz')).toThrow('no session or exchange');
  database.close();
});
