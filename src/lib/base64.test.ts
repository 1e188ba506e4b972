import { expect, test } from 'vitest';
import { plainBase64 } from './base64.ts';

test.each([
  ['aGk=', 'aGk='],
  ['aGkh', 'aGkh'],
  ['aA==', 'aA=='],
  ['', ''],
  ['aG\r\nk=', 'aGk='],
  [' aGkh\n', 'aGkh'],
  ['aGk', 'aGk='],
  ['aA', 'aA=='],
  ['_-8=', '/+8='],
  ['_-8', '/+8='],
  [' \n', ''],
])('%j is %j', (given, plain) => expect(plainBase64(given)).toBe(plain));

test.each([
  'a',
  'aGkhb',
  'not base64!!',
  'a$b=',
  'aG=k',
  'aGk=aGk=',
  '[image]',
  '===',
  'https://a',
])('%j is not base64', (given) => expect(plainBase64(given)).toBeNull());

test('long texts are looked at without a stack', () => {
  const long = 'aGkh'.repeat(4_000_000);
  expect(plainBase64(long)).toBe(long);
  expect(plainBase64(`${long}!`)).toBeNull();
});
