import { createZstdCompress, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zstdContentSize } from './zstd-content-size.ts';

// Around where the header takes another field for it.
const edges = [0, 1, 255, 256, 257, 65_791, 65_792, 65_793, 3_000_000];

test.each(edges)('%i bytes are found in what they were packed to', (length) => {
  const bytes = new Uint8Array(length).fill(7);
  expect(zstdContentSize(zstdCompressSync(bytes))).toBe(length);
});

test('any bytes, also as a part of other memory', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.nat(20), (bytes, before) => {
      const packed = zstdCompressSync(bytes);
      const memory = new Uint8Array(before + packed.length);
      memory.set(packed, before);
      expect(zstdContentSize(memory.subarray(before))).toBe(bytes.length);
    }),
  );
});

test('what is cut, no frame, or packed without a known length has none', async () => {
  const packed = zstdCompressSync(new Uint8Array(70_000));
  for (let length = 0; length < 9; length++) {
    expect(zstdContentSize(packed.subarray(0, length))).toBeNull();
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      expect(zstdContentSize(bytes)).toBeNull();
    }),
  );
  const stream = createZstdCompress();
  stream.write('in');
  stream.end(' pieces');
  const [first] = await stream.take(1).toArray();
  expect(zstdContentSize(first as Uint8Array)).toBeNull();
});
