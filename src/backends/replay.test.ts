import { describe, expect, test } from 'vitest';
import type { Exchange } from '../domain/exchange.ts';
import { createReplayBackend } from './replay.ts';

const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const request = (last: string, more: object = {}) => ({
  model: 'gpt-5.5',
  input: [
    { type: 'message', role: 'user', content: 'hello' },
    { type: 'message', role: 'user', content: last },
  ],
  ...more,
});

function recorded(id: string, body: object, answer: string): Exchange {
  return {
    id,
    session: {} as Exchange['session'],
    ...{ method: 'POST', target: '/v1/responses', headers: [], body: encode(body) },
    ...{ startedAtMs: 0, linkedTo: null, seq: 0, flushedElapsedMs: 2 },
    response: { status: 200, statusText: 'OK', headers: [['x-request-id', id]], elapsedMs: 3 },
    responseBody: encode(answer),
    chunks: [
      { offset: 0, length: 2, elapsedMs: 10 },
      { offset: 2, length: answer.length - 2, elapsedMs: 12 },
    ],
    end: { outcome: 'complete', error: null, trailers: [], elapsedMs: 12 },
  };
}

const backend = () =>
  createReplayBackend('s_1', [
    recorded('x_1', request('one'), 'first'),
    recorded('x_2', request('two'), 'second'),
    recorded('x_3', request('one'), 'again'),
    recorded('x_4', { other: true }, 'no model call'),
  ]);

async function ask(replay: ReturnType<typeof backend>, body: object) {
  const { status, headers, body: chunks } = await replay.send({ body: encode(body), headers: [] });
  const seen: [string, number][] = [];
  for await (const { bytes, elapsedMs } of chunks)
    seen.push([Buffer.from(bytes).toString(), elapsedMs]);
  return { status, headers, seen };
}

describe('a replayed session', () => {
  test('answers the same request with the same bytes, chunk by chunk, at the recorded times', async () => {
    expect(await ask(backend(), request('two'))).toEqual({
      status: 200,
      headers: [['x-request-id', 'x_2']],
      seen: [
        ['se', 8],
        ['cond', 10],
      ],
    });
  });

  test('answers a repeated request in the recorded order, then the last answer again', async () => {
    const replay = backend();
    const heads: unknown[] = [];
    for (let index = 0; index < 3; index++)
      heads.push((await ask(replay, request('one'))).headers[0]?.[1]);
    expect(heads).toEqual(['x_1', 'x_3', 'x_3']);
  });

  test('does not mind another session’s cache key', async () => {
    const { status } = await ask(backend(), request('two', { prompt_cache_key: 'other' }));
    expect(status).toBe(200);
  });

  test('refuses what was never asked, and says where the nearest request differs', async () => {
    await expect(ask(backend(), request('three'))).rejects.toMatchObject({
      code: 'upstream',
      message: expect.stringMatching(/x_\d .*\/input\/1\/content/),
    });
    await expect(ask(createReplayBackend('s_2', []), {})).rejects.toMatchObject({
      code: 'upstream',
    });
  });
});
