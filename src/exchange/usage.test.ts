// Token counts in responses of both protocols.
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { renderSse } from '../wire/sse.ts';
import { responseUsage } from './usage.ts';

const json = [['Content-Type', 'application/json']] as const;
const sse = [['content-type', 'text/event-stream']] as const;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a message', () => {
  test('counts cached and cache-writing tokens as input', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 30,
      output_tokens: 5,
    };
    expect(responseUsage(json, bytes(JSON.stringify({ usage })))).toEqual({
      inputTokens: 240,
      cachedTokens: 200,
      cacheWriteTokens: 30,
      outputTokens: 5,
      reasoningTokens: null,
      raw: usage,
    });
  });

  test('streamed: the last value of each count holds', () => {
    const body =
      renderSse('message_start', '{"message":{"usage":{"input_tokens":9,"output_tokens":1}}}') +
      renderSse('message_delta', '{"usage":{"output_tokens":44}}');
    expect(responseUsage(sse, bytes(body))).toMatchObject({ inputTokens: 9, outputTokens: 44 });
  });
});

describe('a response', () => {
  const usage = {
    input_tokens: 240,
    input_tokens_details: { cached_tokens: 200 },
    output_tokens: 50,
    output_tokens_details: { reasoning_tokens: 40 },
    total_tokens: 290,
  };
  const expected = {
    inputTokens: 240,
    cachedTokens: 200,
    cacheWriteTokens: null,
    outputTokens: 50,
    reasoningTokens: 40,
    raw: usage,
  };
  const stream = bytes(
    renderSse('response.created', '{"response":{"usage":null}}') +
      renderSse('response.completed', JSON.stringify({ response: { usage } })),
  );

  test('counts as its backend did', () => {
    expect(responseUsage(json, bytes(JSON.stringify({ usage })))).toEqual(expected);
    expect(responseUsage(sse, stream)).toEqual(expected);
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('is read through %s', (name, compress) => {
    const headers = [...sse, ['content-encoding', name]] as const;
    expect(responseUsage(headers, compress(stream))).toEqual(expected);
  });
});

test.each([
  ['an error', json, '{"error":{"message":"no"}}'],
  ['not JSON', json, '<html>'],
  ['nothing', sse, ''],
] as const)('there is none in %s', (_name, headers, body) => {
  expect(responseUsage(headers, bytes(body))).toBeNull();
});

test.each([[0.5], [5e-324], [-1], [1e300], ['5'], [{}]])('%j is not a number of tokens', (odd) => {
  const read = (usage: object) => responseUsage(json, bytes(JSON.stringify({ usage })));
  const none = { inputTokens: 7, cachedTokens: 0, cacheWriteTokens: null, reasoningTokens: null };
  const details = { cached_tokens: odd, cache_write_tokens: odd };
  const outputs = { output_tokens: 3, output_tokens_details: { reasoning_tokens: odd } };
  const response = { input_tokens: 7, input_tokens_details: details, ...outputs };
  expect(read(response)).toMatchObject({ ...none, outputTokens: 3 });
  const cache = { cache_read_input_tokens: odd, cache_creation_input_tokens: odd };
  expect(read({ input_tokens: 7, ...cache, output_tokens: odd })).toMatchObject(none);
});
