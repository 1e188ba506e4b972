import { expect, test } from 'vitest';
import type { Sink } from '../domain/sink.ts';
import { createFollowSink, type FollowedExchange } from './follow-sink.ts';

const below = { begin: async () => 'stored', end() {} } as unknown as Sink;

test('a request is not kept while it is answered, but for its line and its length', async () => {
  const told: FollowedExchange[] = [];
  const sink = createFollowSink(below, (followed) => told.push(followed));
  const line = { id: 'x', method: 'POST', target: '/v1/messages' };
  const request = { ...line, headers: [], body: new Uint8Array(7), startedAtMs: 0, linkedTo: null };
  await sink.begin(request, () => ({}) as never);
  sink.end('x', { outcome: 'complete', error: null, trailers: [], elapsedMs: 1 });
  expect(told.map((one) => one.request)).toEqual([{ ...line, bodyBytes: 7 }]);
});
