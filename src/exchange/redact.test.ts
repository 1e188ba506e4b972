import { expect, test } from 'vitest';
import { redactHeaders } from './redact-headers.ts';
import { redactTarget } from './redact-target.ts';

const key = Buffer.alloc(32, 1);
const otherKey = Buffer.alloc(32, 2);

test.each([
  ['Authorization', 'Bearer sk-secret'],
  ['x-api-key', 'sk-ant-secret'],
  ['Cookie', 'sid=secret'],
  ['Set-Cookie', 'sid=secret'],
  ['chatgpt-account-id', 'secret'],
  ['x-codex-turn-metadata', '{"workspaces":{"/home/secret":1}}'],
  ['x-something-new', 'secret'],
])('the value of %s becomes a fingerprint', (name, value) => {
  const [redacted] = redactHeaders([[name, value]], key);
  expect(redacted?.[0]).toBe(name);
  expect(redacted?.[1]).toMatch(/^<redacted:[0-9a-f]{8}>$/);
});

test('order, case, duplicates and public values stay', () => {
  const headers = [
    ['X-Stainless-Lang', 'js'],
    ['content-type', 'application/json'],
    ['Content-Type', 'text/plain'],
    ['anthropic-ratelimit-requests-remaining', '9'],
  ] as const;
  expect(redactHeaders(headers, key)).toEqual(headers);
});

test('equal secrets look equal in one database and different in another', () => {
  const value = (secret: string, with_: Uint8Array): string | undefined =>
    redactHeaders([['x-api-key', secret]], with_)[0]?.[1];
  expect(value('a', key)).toBe(value('a', key));
  expect(value('a', key)).not.toBe(value('b', key));
  expect(value('a', key)).not.toBe(value('a', otherKey));
});

test('a query keeps what is known and hides the rest', () => {
  expect(redactTarget('/v1/messages?beta=true', key)).toBe('/v1/messages?beta=true');
  expect(redactTarget('/v1/messages', key)).toBe('/v1/messages');
  const hidden = redactTarget('/v1/responses?key=secret&beta=true&bare', key);
  expect(hidden).toMatch(
    /^\/v1\/responses\?key=<redacted:[0-9a-f]{8}>&beta=true&<redacted:[0-9a-f]{8}>$/,
  );
});
