import { expect, test } from 'vitest';
import type { ExchangeEnd } from '../domain/exchange.ts';
import type { Sink } from '../domain/sink.ts';
import { createFailureSink } from './failure-sink.ts';

const ended: string[] = [];
const below = {
  begin: async () => 'stored',
  end: (id: string) => {
    ended.push(id);
  },
} as unknown as Sink;
const request = (id: string) => ({
  ...{ id, method: 'POST', target: `/${id}`, headers: [], body: new Uint8Array() },
  ...{ startedAtMs: 0, linkedTo: null },
});
const endOf = (outcome: ExchangeEnd['outcome'], error: string | null): ExchangeEnd => ({
  ...{ outcome, error, trailers: [], elapsedMs: 1 },
});

test('each reason is told once, all failures are counted and handed to the sink', async () => {
  const told: string[] = [];
  const sink = createFailureSink(below, (reason, { target }) => told.push(`${target}: ${reason}`));
  const play = async (id: string, end: ExchangeEnd) => {
    await sink.begin(request(id), () => ({}) as never);
    sink.end(id, end);
  };
  await play('a', endOf('complete', null));
  await play('b', endOf('upstream-failed', 'connect ECONNREFUSED'));
  await play('c', endOf('upstream-failed', 'connect ECONNREFUSED'));
  await play('d', endOf('upstream-aborted', 'socket hang up'));
  await play('e', endOf('client-aborted', 'the client closed the connection'));
  await play('f', endOf('stopped', 'turntape was stopped'));
  expect(told).toEqual(['/b: connect ECONNREFUSED', '/d: socket hang up']);
  expect(sink.failed()).toBe(3);
  expect(ended).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('a server with ever new reasons does not fill the terminal', async () => {
  let told = 0;
  const sink = createFailureSink(below, () => {
    told++;
  });
  for (let index = 0; index < 500; index++) {
    await sink.begin(request(`x${index}`), () => ({}) as never);
    sink.end(`x${index}`, endOf('upstream-failed', `reason ${index}`));
  }
  expect([told, sink.failed()]).toEqual([20, 500]);
});

test('a request is not kept while it is answered', async () => {
  const told: object[] = [];
  const sink = createFailureSink(below, (_reason, of) => told.push(of));
  await sink.begin(request('a'), () => ({}) as never);
  sink.end('a', endOf('upstream-failed', 'no'));
  expect(told).toEqual([{ method: 'POST', target: '/a' }]);
});
