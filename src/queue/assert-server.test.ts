import { expect, test } from 'vitest';
import { assertServer } from './assert-server.ts';

/** The lines of INFO that decide, of a server as it is after its installation. */
const plain = {
  ...{ redis_version: '7.0.15', redis_mode: 'standalone', role: 'master' },
  ...{ maxmemory: '0', maxmemory_policy: 'noeviction' },
};
const check = (changed: Partial<typeof plain>) => () => {
  const lines = Object.entries({ ...plain, ...changed }).map(([name, value]) => `${name}:${value}`);
  assertServer(`# Server\r\n${lines.join('\r\n')}\r\n`, 'redis://a:1');
};

test.each([
  [{}],
  [{ redis_version: '6.2.0' }],
  [{ redis_version: '255.255.255' }],
  [{ maxmemory: '100' }],
  [{ maxmemory_policy: 'allkeys-lru' }],
])('%o can hold a queue', (changed) => {
  expect(check(changed)).not.toThrow();
});

test('one that says little of itself is tried', () => {
  expect(() => assertServer('', 'redis://a:1')).not.toThrow();
});

test.each([
  [{ redis_version: '6.0.16' }, 'is Redis 6.0'],
  [{ redis_version: '5.0.7' }, 'is Redis 5.0'],
  [{ redis_mode: 'cluster' }, 'is part of a cluster'],
  [{ role: 'slave' }, 'is a replica'],
  [{ maxmemory: '1', maxmemory_policy: 'allkeys-lru' }, '(maxmemory-policy allkeys-lru)'],
  [{ maxmemory: '1', maxmemory_policy: 'volatile-ttl' }, '(maxmemory-policy volatile-ttl)'],
])('%o cannot: one line says why', (changed, reason) => {
  expect(check(changed)).toThrow(reason);
});
