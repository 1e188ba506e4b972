// A session file may name files below its folder, and no others.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createBesideReader } from './read-beside.ts';

const outside = mkdtempSync(join(tmpdir(), 'turntape-beside-'));
afterAll(() => rmSync(outside, { recursive: true, force: true }));
const folder = join(outside, 'bundle');
mkdirSync(join(folder, 'payloads'), { recursive: true });
mkdirSync(join(outside, 'bundle-other'));
const read = createBesideReader(join(folder, 'trace.jsonl'));

test('a JSON document below the folder is read', () => {
  writeFileSync(join(folder, 'payloads', '1.json'), '{"a":1}');
  expect(read('payloads/1.json')).toEqual({ a: 1 });
  expect(read('./payloads/../payloads/1.json')).toEqual({ a: 1 });
});

test('what is elsewhere is not, by whatever name', () => {
  const secret = join(outside, 'secret.json');
  writeFileSync(secret, '{"secret":true}');
  writeFileSync(join(outside, 'bundle-other', 'x.json'), '{"secret":true}');
  symlinkSync(secret, join(folder, 'payloads', 'link.json'));
  symlinkSync(outside, join(folder, 'up'));
  const names = ['../secret.json', secret, 'payloads/link.json', 'up/secret.json'];
  for (const name of [...names, '../bundle-other/x.json']) expect(read(name)).toBeUndefined();
});

test('nor is what is missing, a folder, or no JSON', () => {
  writeFileSync(join(folder, 'payloads', 'cut.json'), '{"a":');
  for (const name of ['payloads/2.json', 'payloads', '', 'payloads/cut.json']) {
    expect(read(name)).toBeUndefined();
  }
});

/** As Codex 0.171 packs them. */
function pack(documents: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(documents).flatMap(([id, text]) => {
      const head = Buffer.alloc(10);
      head.writeUInt16LE(Buffer.byteLength(id));
      head.writeBigUInt64LE(BigInt(Buffer.byteLength(text)), 2);
      return [head, Buffer.from(id), Buffer.from(text)];
    }),
  );
}

test('a document that is packed with others is read by its id', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), (values) => {
      const texts = Object.entries(values).map(([id, value]) => [id, JSON.stringify(value)]);
      const bytes = zstdCompressSync(pack(Object.fromEntries(texts)));
      writeFileSync(join(folder, 'payloads', '000001.zst'), bytes);
      const fresh = createBesideReader(join(folder, 'trace.jsonl'));
      for (const [id, text] of texts) {
        expect(fresh(`payloads/000001.zst#${id}`)).toEqual(JSON.parse(text ?? ''));
      }
      expect(fresh('payloads/000001.zst#no such id')).toBeUndefined();
    }),
  );
});

test('of a packed file that was cut the whole documents are read, of a damaged one none', () => {
  const bytes = pack({ a: '{"n":1}', b: '{"n":2}' });
  const put = (name: string, packed: Uint8Array): void =>
    writeFileSync(join(folder, 'payloads', name), packed);
  put('000002.zst', zstdCompressSync(bytes.subarray(0, bytes.length - 1)));
  expect([read('payloads/000002.zst#a'), read('payloads/000002.zst#b')]).toEqual([
    { n: 1 },
    undefined,
  ]);
  put('000003.zst', zstdCompressSync(bytes).subarray(0, 20));
  put('000004.zst', Buffer.from('no zstd'));
  put('000005.zst', zstdCompressSync(Buffer.alloc(40, 0xff)));
  for (const name of ['000003', '000004', '000005', '000009']) {
    expect(read(`payloads/${name}.zst#a`)).toBeUndefined();
  }
  expect(read('../secret.json#a')).toBeUndefined();
});
