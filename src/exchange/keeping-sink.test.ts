import { expect, test } from 'vitest';
import type { Exchange } from '../domain/exchange.ts';
import { createKeepingSink } from './keeping-sink.ts';

const session = {
  ...({
    id: 's_1',
    client: 'other',
    side: 'client',
    clientSessionId: null,
    agentId: null,
  } as const),
  ...({ kind: 'turn', parent: null } as const),
};
const request = (id: string) => ({
  ...{ id, method: 'POST', target: '/v1/messages', headers: [], startedAtMs: 1, linkedTo: null },
  body: new TextEncoder().encode('{}'),
});
const end = { outcome: 'complete', error: null, trailers: [], elapsedMs: 9 } as const;

test('exchanges are handed over whole, in the order in which they end', async () => {
  const ended: Exchange[] = [];
  const sink = createKeepingSink((exchange) => ended.push(exchange));
  for (const id of ['x_1', 'x_2']) await sink.begin(request(id), () => session);
  sink.flushed('x_1', 1);
  sink.responseHead('x_1', { status: 200, statusText: 'OK', headers: [], elapsedMs: 2 });
  sink.chunk('x_1', Buffer.from('one '), 3);
  sink.chunk('x_1', Buffer.from('two'), 4);
  sink.end('x_2', end);
  sink.end('x_1', end);
  expect(ended.map(({ id, seq }) => [id, seq])).toEqual([
    ['x_2', 0],
    ['x_1', 1],
  ]);
  expect(ended[0]).toMatchObject({ response: null, flushedElapsedMs: null, chunks: [] });
  expect(ended[1]).toMatchObject({ flushedElapsedMs: 1, session, end, response: { status: 200 } });
  expect(Buffer.from(ended[1]?.responseBody ?? []).toString()).toBe('one two');
  expect(ended[1]?.chunks).toEqual([
    { offset: 0, length: 4, elapsedMs: 3 },
    { offset: 4, length: 3, elapsedMs: 4 },
  ]);
});
