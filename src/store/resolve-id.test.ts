import { expect, test } from 'vitest';
import type { HarnessError } from '../lib/harness-error.ts';
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

test('SESSION#3 is the exchange of its third model call', () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const recorded = recordDirectly(database);
  for (const [index, body] of ['{"model":"m"}', '{}', '{"model":"m"}'].entries()) {
    recorded.begin(exchangeStart(`x_${index}`, body));
  }
  expect(resolveId(database, 's_one#1')).toEqual({ type: 'exchange', id: 'x_0' });
  expect(resolveId(database, 's_one#2')).toEqual({ type: 'exchange', id: 'x_2' });
  expect(() => resolveId(database, 's_one#3')).toThrow('has no call 3: it has 2');
  expect(() => resolveId(database, 'x_0#1')).toThrow('is an exchange');
  expect(() => resolveId(database, 's_one#0')).toThrow('no session or exchange');
  database.close();
});

test('a file in the place of a session is said to be one, with what reads it', () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const hintOf = (text: string): unknown => {
    try {
      return resolveId(database, text);
    } catch (error) {
      return (error as HarnessError).hint;
    }
  };
  expect(hintOf(database.name)).toContain('turntape import');
  expect(hintOf(`${database.name}.none`)).toBe('turntape sessions lists what was recorded');
  database.close();
});
