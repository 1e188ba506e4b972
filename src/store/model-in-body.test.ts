import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { modelInBody } from './model-in-body.ts';

const words = Array.from({ length: 60_000 }, (_, number) => `word${(number * 7919) % 60_013}`);
const long = Buffer.from(JSON.stringify({ model: 'gpt-5.5', input: words.join(' ') }));

test('a body names its model, first or not', () => {
  expect(modelInBody([], long)).toBe('gpt-5.5');
  expect(modelInBody([], Buffer.from('{"stream":true,"model":"m"}'))).toBe('m');
  expect(modelInBody([], Buffer.from('no JSON'))).toBeNull();
});

test.each([
  ['zstd', zstdCompressSync],
  ['gzip', gzipSync],
] as const)('so does a body that the client compressed with %s, also a long one', (name, pack) => {
  const headers = [['Content-Encoding', name]] as const;
  expect(modelInBody(headers, pack(long))).toBe('gpt-5.5');
  expect(modelInBody(headers, pack(Buffer.from('{"a":1,"model":"m"}')))).toBe('m');
});

test('a body that is not what its header says is looked at as it is', () => {
  expect(modelInBody([['content-encoding', 'zstd']], Buffer.from('{"model":"m"}'))).toBe('m');
});

test('a compressed body that would fill the memory names no model', () => {
  const bomb = zstdCompressSync(Buffer.from(`{"model":"m","a":"${' '.repeat(64 << 20)}"}`));
  expect(modelInBody([['content-encoding', 'zstd']], bomb)).toBeNull();
});
