import { expect, test } from 'vitest';
import { HarnessError } from './harness-error.ts';
import { showRedisUrl } from './redis-url.ts';

const show = (url: string): string => showRedisUrl(url, 'a queue', 'redis://127.0.0.1:6379');

test.each([
  ['redis://host:1', 'redis://host:1'],
  ['redis://host:1/', 'redis://host:1'],
  ['redis://host', 'redis://host'],
  ['rediss://user:secret@host:1/12', 'rediss://host:1/12'],
  ['redis://:se%25cr%23et@host:1?family=0', 'redis://host:1'],
  ['redis://[::1]:6379/0', 'redis://[::1]:6379/0'],
])('%s is shown without what is secret', (url, shown) => {
  expect(show(url)).toBe(shown);
});

test.each([
  ['http://secret:secret@host', /begins with redis:/],
  ['redis://', /begins with redis:/],
  ['redis://:secret', /begins with redis:/],
  ['redis://user:secret%ZZ@host:1', /a character in it/],
  ['redis://secret%@host:1', /a character in it/],
  ['redis://user:secret%FF@host:1', /a character in it/],
  ['redis://secret#secret@host:1', /a character in it/],
  ['redis://user:1?secret@host:1', /a character in it/],
  // Options of the client itself: this one makes a command fail that should wait.
  ['redis://host:1?maxRetriesPerRequest=1', /a character in it/],
  ['redis://host:1?db=secret', /a character in it/],
  ['redis://host:1/secret', /not a number/],
  ['redis://host:1/1/secret', /not a number/],
  ['redis://host:1/-1', /not a number/],
  ['redis://user:1/secret@host:1', /not a number/],
])('%s is refused, and not repeated', (url, message) => {
  let refusal: unknown;
  try {
    show(url);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(HarnessError);
  const { code, message: text, hint } = refusal as HarnessError;
  expect(code).toBe('usage');
  expect(text).toMatch(message);
  expect(`${text} ${hint}`).not.toContain('secret');
});
