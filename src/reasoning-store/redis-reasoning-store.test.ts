// Against a real server; where none is installed this is skipped and says so.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entry } from '../domain/session-laws.test-support.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { type CountingReasoningStore, defaultReasoningStoreLimits } from './limits.ts';
import { openRedisReasoningStore } from './redis-reasoning-store.ts';
import { findRedisServer, startRedis, type TestRedis } from './redis-server.test-support.ts';
import { describeReasoningStore } from './store-suite.test-support.ts';

const program = findRedisServer();
if (program === undefined) {
  const required = process.env['TURNTAPE_REQUIRE_REDIS'] === '1';
  const message =
    'reasoning store on Redis: SKIPPED, neither redis-server nor valkey-server is here';
  if (required) throw new Error(message);
  process.stderr.write(`\n${message}\n`);
}

const clock = { nowMs: () => 1000, monotonicMs: () => 0 };

describe.skipIf(program === undefined)('with a real server', () => {
  let redis: TestRedis;
  const opened: CountingReasoningStore[] = [];
  const open = async (
    ...[limits, time, prefix]: [
      Parameters<typeof openRedisReasoningStore>[0]['limits'],
      Parameters<typeof openRedisReasoningStore>[0]['clock'],
      string,
    ]
  ) => {
    const store = await openRedisReasoningStore({ url: redis.url, limits, clock: time, prefix });
    opened.push(store);
    return store;
  };
  beforeAll(async () => {
    redis = await startRedis(program ?? '');
  });
  afterAll(async () => {
    for (const store of opened) await store.close();
    await redis?.stop();
  });

  let stores = 0;
  describeReasoningStore('the Redis store', (limits, time) =>
    open(limits, time, `suite-${stores++}:`),
  );

  test('two gateways share what either of them committed', async () => {
    const one = await open(defaultReasoningStoreLimits, clock, 'shared:');
    const two = await open(defaultReasoningStoreLimits, clock, 'shared:');
    await one.commit({ session: 's', pins: { effort: 'low' }, entries: [entry('a')] });
    expect(await two.load({ session: 's', anchors: ['call:a'] })).toEqual({
      pins: { effort: 'low' },
      entries: [entry('a')],
    });
  });

  test('two gateways at once do not go past a limit', async () => {
    const limits = { ...defaultReasoningStoreLimits, entriesPerSessionMax: 20 };
    const both = [await open(limits, clock, 'race:'), await open(limits, clock, 'race:')];
    const names = Array.from({ length: 60 }, (_, number) => `n${number}`);
    await Promise.all(
      names.map((name, number) =>
        both[number % 2]?.commit({ session: 's', pins: null, entries: [entry(name)] }),
      ),
    );
    const anchors = names.map((name) => `call:${name}`);
    expect((await both[0]?.load({ session: 's', anchors }))?.entries).toHaveLength(20);
  });

  test('every key of a session has an end, should no gateway ever come back', async () => {
    const store = await open(defaultReasoningStoreLimits, clock, 'end:');
    await store.commit({ session: 's', pins: null, entries: [entry('a')] });
    const client = new Redis(redis.url);
    expect(await client.pttl('end:s:s')).toBeGreaterThan(0);
    client.disconnect();
  });

  test('what another version wrote otherwise counts as not found', async () => {
    const store = await open(defaultReasoningStoreLimits, clock, 'odd:');
    await store.commit({ session: 's', pins: null, entries: [entry('a'), entry('b')] });
    const client = new Redis(redis.url);
    await client.hset('odd:s:s', 'e:call:a', 'not json', 'pins', '[]');
    client.disconnect();
    const { pins, entries } = await store.load({ session: 's', anchors: ['call:a', 'call:b'] });
    expect([pins, entries.map(({ anchor }) => anchor)]).toEqual([{}, ['call:b']]);
  });
});

describe('a Redis that cannot be used', () => {
  const options = { limits: defaultReasoningStoreLimits, clock };

  test('is one clear error, without the password of the URL', async () => {
    const error: unknown = await openRedisReasoningStore({
      ...options,
      url: 'redis://user:secret@127.0.0.1:1',
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HarnessError);
    expect(error).toMatchObject({ code: 'upstream' });
    expect(String((error as HarnessError).message)).not.toContain('secret');
  });

  test('is refused by its scheme', async () => {
    await expect(openRedisReasoningStore({ ...options, url: 'http://x' })).rejects.toMatchObject({
      code: 'usage',
    });
  });
});
