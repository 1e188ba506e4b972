import { expect, test } from 'vitest';
import { definition, trials, turnOf } from '../run.test-support.ts';
import { errorClassTable } from '../tables/error-tables.ts';
import { viewRun } from '../view.ts';
import { errorClasses, errorClassOf } from './error-classes.ts';

const failed = (status: number, errorCode: string | null) => ({
  ...turnOf(0, [0, 0, 0, 0, 0], status === 200 ? 200 : 400),
  ...{ status, errorCode, error: 'no' },
});

test.each([
  [400, 'invalid_encrypted_content', '400 invalid_encrypted_content'],
  [429, 'http-429', '429'],
  [200, 'server_is_overloaded', '200 server_is_overloaded'],
  [0, 'no-response', 'no-response'],
  [500, null, '500'],
])('%d with %s is the class %s', (status, code, name) => {
  expect(errorClassOf(failed(status, code))).toBe(name);
});

test('a request that did not fail has no class', () => {
  expect(errorClassOf(turnOf(0, [1, 0, 1, 0, 0]))).toBeNull();
});

test('counted as requests and as sessions, an arm a column', () => {
  const [first, ...others] = trials.filter(({ arm }) => arm === 'on');
  if (first === undefined) throw new TypeError('a trial');
  const twice = [failed(400, 'a'), failed(400, 'a'), failed(429, 'http-429')];
  const given = [
    ...trials.filter(({ arm }) => arm === 'off'),
    { ...first, turns: twice },
    ...others.map((trial) => ({ ...trial, turns: [failed(400, 'a')] })),
  ];
  expect(errorClasses(given)).toEqual([
    { name: '400 a', sessions: 2, requests: 3 },
    { name: '429', sessions: 1, requests: 1 },
  ]);
  expect(errorClassTable(viewRun(definition, given))?.rows).toEqual([
    ['400 a', '0', '3 in 2'],
    ['429', '0', '1 in 1'],
  ]);
  expect(errorClassTable(viewRun(definition, trials))).toBeNull();
});
