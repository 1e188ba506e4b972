import { expect, test } from 'vitest';
import type { Exchange } from '../domain/exchange.ts';
import { createExchangeCopier } from './copy-exchange.ts';
import { createExchangeWriter } from './exchange-writer.ts';
import { readExchange } from './exchanges.ts';
import { openDatabase } from './open-database.ts';
import { endRecorder, startRecorder } from './recorders.ts';
import { end, exchangeStart, head, temporaryDatabasePath } from './store.test-support.ts';

const answer = new TextEncoder().encode('data: 1\n\ndata: 2\n\n');
const whole: Exchange = {
  ...exchangeStart('x_1', '{"n":1}'),
  seq: 0,
  flushedElapsedMs: 1,
  response: head,
  responseBody: answer,
  chunks: [
    { offset: 0, length: 9, elapsedMs: 6 },
    { offset: 9, length: 9, elapsedMs: 7 },
  ],
  end,
};

/** A database that holds the beginning of the exchange. */
function setUp(body = whole.body) {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const recorder = startRecorder(database, 0);
  const writer = createExchangeWriter(database, recorder);
  const row = writer.insert({ ...whole, body });
  writer.segment(row, 0, { bytes: answer.subarray(0, 9), sizes: [9], times: [6] });
  return { database, recorder, copier: createExchangeCopier(database, () => 0) };
}

test('what an import that was killed left without its end is completed by the next one', () => {
  const { database, recorder, copier } = setUp();
  endRecorder(database, recorder, 0);
  expect(copier.copy(whole)).toBe('completed');
  expect(readExchange(database, 'x_1')).toEqual(whole);
  expect(copier.copy(whole)).toBe('known');
  database.close();
});

test('what is being recorded is left to its recorder', () => {
  const { database, copier } = setUp();
  expect(copier.copy(whole)).toBe('known');
  expect(readExchange(database, 'x_1')?.end).toBeNull();
  database.close();
});

test('an exchange with another request is another exchange', () => {
  const { database, recorder, copier } = setUp(new TextEncoder().encode('{"n":2}'));
  endRecorder(database, recorder, 0);
  expect(copier.copy(whole)).toBe('known');
  expect(readExchange(database, 'x_1')?.end).toBeNull();
  database.close();
});
