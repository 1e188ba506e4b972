// Times derived from the chunks of a response.
import { constants, createGzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Chunk } from '../domain/exchange.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { renderSse } from '../wire/sse.ts';
import { exchangeTiming, outputTiming } from './timing.ts';

function exchange(parts: readonly (string | Uint8Array)[], headers: HeaderList = [], status = 200) {
  const buffers = parts.map((part) => Buffer.from(part));
  const chunks: Chunk[] = [];
  let offset = 0;
  for (const [index, { length }] of buffers.entries()) {
    chunks.push({ offset, length, elapsedMs: 100 + index * 10 });
    offset += length;
  }
  return {
    flushedElapsedMs: 2,
    response: {
      status,
      statusText: '',
      headers: [['content-type', 'text/event-stream; charset=utf-8'], ...headers] as HeaderList,
      elapsedMs: 50,
    },
    responseBody: new Uint8Array(Buffer.concat(buffers)),
    chunks,
    end: { outcome: 'complete' as const, error: null, trailers: [], elapsedMs: 402 },
  };
}

const event = (type: string): string => renderSse(type, JSON.stringify({ type }));

describe('time to first token', () => {
  test('is the first content delta of a message, not its start or a ping', () => {
    const parts = ['message_start', 'ping', 'content_block_start', 'content_block_delta'].map(
      event,
    );
    expect(exchangeTiming(exchange(parts))).toEqual({
      headMs: 48,
      firstItemMs: 118,
      ttftMs: 128,
      endMs: 400,
    });
  });

  test('is the first delta of a response, not its creation', () => {
    const parts = [
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_text.delta',
    ].map(event);
    expect(exchangeTiming(exchange(parts))).toMatchObject({ firstItemMs: 118, ttftMs: 128 });
  });

  test('is when the chunk arrived that completed the event', () => {
    const text = event('content_block_delta');
    const parts = [...event('message_start'), text.slice(0, 9), text.slice(9)];
    const { ttftMs } = exchangeTiming(exchange(parts));
    expect(ttftMs).toBe(100 + (parts.length - 1) * 10 - 2);
  });

  test('is found in a stream without event names', () => {
    const parts = [renderSse(undefined, '{"type":"response.output_text.delta","delta":"x"}')];
    expect(exchangeTiming(exchange(parts)).ttftMs).toBe(98);
  });

  test.each(['gzip'])('is found in a %s stream', async (encoding) => {
    const stream = createGzip({ flush: constants.Z_SYNC_FLUSH });
    const parts: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => parts.push(chunk));
    for (const type of ['message_start', 'ping', 'content_block_delta', 'message_stop']) {
      await new Promise((resolve) => stream.write(event(type), resolve));
    }
    stream.end();
    await new Promise((resolve) => stream.on('end', resolve));
    const timing = exchangeTiming(exchange(parts, [['content-encoding', encoding]]));
    const plain = exchangeTiming(exchange(parts));
    expect(timing.ttftMs).not.toBeNull();
    expect(timing.ttftMs).toBeLessThan(100 + parts.length * 10);
    expect(plain.ttftMs).toBeNull();
  });

  test.each<[string, ReturnType<typeof exchange>]>([
    ['an error', exchange([event('content_block_delta')], [], 500)],
    ['no delta', exchange([event('message_start')])],
    ['nothing', exchange([])],
    ['a damaged compressed stream', exchange(['\u0000nonsense'], [['content-encoding', 'gzip']])],
  ])('is unknown for %s', (_name, given) => {
    expect(exchangeTiming(given).ttftMs).toBeNull();
  });
});

describe('output', () => {
  test('ends with the last delta; text begins with the first of the answer itself', () => {
    const delta = (type: string): string =>
      renderSse(
        'content_block_delta',
        JSON.stringify({ type: 'content_block_delta', delta: { type } }),
      );
    const parts = [delta('thinking_delta'), delta('text_delta'), delta('text_delta')];
    expect(outputTiming(exchange([...parts, event('message_stop')]))).toEqual({
      firstTextMs: 108,
      lastOutputMs: 118,
    });
  });

  test('of a response counts deltas of every kind', () => {
    const types = [
      'response.reasoning_text.delta',
      'response.output_text.delta',
      'response.x.delta',
    ];
    const { firstTextMs, lastOutputMs } = outputTiming(exchange(types.map(event)));
    expect([firstTextMs, lastOutputMs]).toEqual([108, 118]);
  });
});

test('without a flushed request there are no times', () => {
  const given = { ...exchange([event('content_block_delta')]), flushedElapsedMs: null };
  expect(exchangeTiming(given)).toEqual({
    headMs: null,
    firstItemMs: null,
    ttftMs: null,
    endMs: null,
  });
});
