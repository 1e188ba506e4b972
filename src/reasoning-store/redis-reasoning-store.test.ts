// Against a real server; where none is installed this is skipped and says so.
import { type AddressInfo, createServer, type Socket } from 'node:net';
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

  test('a database that the server does not have is refused', async () => {
    const url = `${redis.url}/99`;
    const opening = openRedisReasoningStore({ url, limits: defaultReasoningStoreLimits, clock });
    await expect(opening).rejects.toMatchObject({ code: 'upstream' });
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
    const odd = ['not json', '[]', '{"anchor":"call:a"}'];
    for (const reasoning of ['null', '[null]', '[{}]', '[{"encryptedContent":1}]']) {
      odd.push(`{"anchor":"call:a","reasoning":${reasoning},"originalArguments":null}`);
    }
    odd.push('{"anchor":"call:a","reasoning":[{"id":null,"encryptedContent":"x","summary":"x"}]}');
    for (const value of odd) {
      await client.hset('odd:s:s', 'e:call:a', value, 'pins', '{"effort":1,"summary":"auto"}');
      const { pins, entries } = await store.load({ session: 's', anchors: ['call:a', 'call:b'] });
      expect([pins, entries.map(({ anchor }) => anchor)]).toEqual([
        { summary: 'auto' },
        ['call:b'],
      ]);
    }
    client.disconnect();
  });
});

/** Takes connections as Redis does; answers scripts as it is told, and counts them. */
async function startHangingRedis() {
  const state = { scripts: 0, answers: false };
  let waiting = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      // A command is an array of bulk strings: its name is the first.
      for (const [, name = ''] of part.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        if (name === 'info') socket.write('$17\r\nredis_version:7\r\n\r\n');
        else if (name !== 'eval') socket.write('+OK\r\n');
        else {
          state.scripts++;
          waiting++;
          // In order: what it left out before comes first.
          for (; state.answers && waiting > 0; waiting--) {
            socket.write('*2\r\n:0\r\n$-1\r\n');
          }
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { state, url: `redis://127.0.0.1:${port}`, close };
}

test('a store that hangs is waited for once, and asked again after a pause', async () => {
  const server = await startHangingRedis();
  let nowMs = 0;
  const time = { nowMs: () => 1000, monotonicMs: () => nowMs };
  const options = { limits: defaultReasoningStoreLimits, clock: time, commandTimeoutMs: 100 };
  const store = await openRedisReasoningStore({ ...options, url: server.url });
  const load = () => store.load({ session: 's', anchors: [] });
  await expect(load()).rejects.toThrow('timed out');
  const commit = { session: 's', pins: { effort: 'low' }, entries: [] };
  await expect(store.commit(commit)).rejects.toThrow('in time');
  await expect(load()).rejects.toThrow('in time');
  expect(server.state.scripts).toBe(1);
  // One asks after the pause; what comes while it waits does not wait.
  nowMs = 31_000;
  const asking = load();
  asking.catch(() => undefined);
  await expect(load()).rejects.toThrow('in time');
  await expect(asking).rejects.toThrow('timed out');
  expect(server.state.scripts).toBe(2);
  nowMs = 62_000;
  server.state.answers = true;
  for (let turn = 0; turn < 2; turn++) expect(await load()).toEqual({ pins: {}, entries: [] });
  await store.close();
  server.close();
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

  test('is left when it takes the connection and says nothing', async () => {
    const closed = Promise.withResolvers<void>();
    const server = createServer((socket) => socket.resume().on('close', () => closed.resolve()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { url, limits: defaultReasoningStoreLimits, clock, commandTimeoutMs: 50 };
    await expect(openRedisReasoningStore(options)).rejects.toMatchObject({
      code: 'upstream',
      message: 'the reasoning store does not answer (it said nothing for 0.05 s)',
    });
    await closed.promise;
    server.close();
  });

  test('is refused by its scheme', async () => {
    await expect(openRedisReasoningStore({ ...options, url: 'http://x' })).rejects.toMatchObject({
      code: 'usage',
    });
  });
});
