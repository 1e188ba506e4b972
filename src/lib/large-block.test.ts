import { createHash, hash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { allocateBlock } from './large-block.ts';

const size = 2 * 1024 * 1024;
const text = 'a{"b":1}'.repeat(size / 8);

function filled(): Uint8Array<ArrayBuffer> {
  const block = allocateBlock(size);
  block.set(Buffer.from(text));
  return block;
}

test('a large block has its own pages, a small one has not', () => {
  expect(allocateBlock(size).buffer.resizable).toBe(true);
  expect(allocateBlock(1_000).buffer.resizable).toBe(false);
  expect([allocateBlock(size).length, allocateBlock(1_000).length]).toEqual([size, 1_000]);
});

test('what a body goes through takes it', () => {
  const block = filled();
  const { buffer, byteOffset, length } = block;
  expect(Buffer.from(buffer, byteOffset, length).toString('utf8')).toBe(text);
  expect(new TextDecoder().decode(block)).toBe(text);
  expect(new TextDecoder('utf-8', { fatal: true }).decode(block.subarray(1))).toBe(text.slice(1));
  expect(hash('sha256', block, 'hex')).toBe(hash('sha256', text, 'hex'));
  expect(createHash('sha256').update(block).digest('hex')).toBe(hash('sha256', text, 'hex'));
  expect(zstdDecompressSync(zstdCompressSync(block)).toString()).toBe(text);
  expect(gunzipSync(gzipSync(block)).toString()).toBe(text);
  expect(Buffer.concat([block, block]).length).toBe(2 * size);
});

test('it is handed to another thread without a copy', async () => {
  const block = filled();
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(block, [block.buffer]);
  const [taken] = (await once(port2, 'message')) as [Uint8Array];
  port1.close();
  expect(block.length).toBe(0);
  expect(Buffer.from(taken).toString()).toBe(text);
});

test('a socket sends it', async () => {
  const server = createServer((socket) => socket.end(filled())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  server.close();
  expect(Buffer.concat(parts).toString()).toBe(text);
});
