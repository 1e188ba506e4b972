import { expect, test } from 'vitest';
import { exchangeStart, session } from '../store.test-support.ts';
import { createEntryEncoder, decodeEntries, type SpoolEntry } from './spool-entry.ts';

const nothing = new Uint8Array(0);
const requestOf = (id: string, body: string): SpoolEntry => {
  const { session: _of, body: bytes, ...note } = exchangeStart(id, body);
  return { note, body: bytes };
};
const entries: readonly SpoolEntry[] = [
  requestOf('x_1', '{"text":"caf\u00e9"}'),
  { note: { id: 'x_1', session }, body: nothing },
  requestOf('x_2', ''),
  requestOf(`x_${'long'.repeat(3000)}\u00e9`, 'b'.repeat(70_000)),
];

/** As they stand one behind the other, and where each of them ends. */
function written(list: readonly SpoolEntry[], epoch: number) {
  const encode = createEntryEncoder();
  let file = Buffer.alloc(0);
  const ends: number[] = [];
  for (const entry of list) {
    const { parts, bytes, bodyOffset } = encode(entry, epoch);
    const at = file.length;
    file = Buffer.concat([file, ...parts]);
    expect(file.length - at).toBe(bytes);
    const body = file.subarray(at + bodyOffset, at + bodyOffset + entry.body.length);
    expect(body).toEqual(Buffer.from(entry.body));
    ends.push(file.length);
  }
  return { file, ends };
}
const read = (file: Uint8Array): SpoolEntry[] =>
  [...decodeEntries(file)].map(({ note, body }) => ({ note, body: new Uint8Array(body) }));

test('entries read back as they were written, in memory that is used again', () => {
  expect(read(written(entries, 7).file)).toEqual(entries);
});

test('a file that ends anywhere holds the entries that were written whole', () => {
  const { file, ends } = written(entries.slice(0, 3), 1);
  for (let length = 0; length <= file.length; length++) {
    const whole = ends.filter((end) => end <= length).length;
    expect(read(file.subarray(0, length))).toEqual(entries.slice(0, whole));
  }
});

test('what an earlier use of the file has left behind is not read, wherever the new one stopped', () => {
  const old = written([requestOf('x_old', 'o'.repeat(300)), requestOf('x_older', 'o')], 4).file;
  const { file, ends } = written([requestOf('x_new', 'n'.repeat(50)), requestOf('x_3', '3')], 5);
  for (let length = 0; length <= file.length; length++) {
    const mixed = Buffer.concat([file.subarray(0, length), old.subarray(length)]);
    const ids = read(mixed).map(({ note }) => note.id);
    const whole = ends.filter((end) => end <= length).length;
    // Until its epoch stands there, the file is still the old one.
    if (length >= 8) expect(ids).toEqual(['x_new', 'x_3'].slice(0, whole));
  }
});

test.each([
  ['its magic', 0],
  ['its note', 30],
])('an entry is not read when one bit of %s is another', (_, at) => {
  const { file } = written(entries.slice(0, 1), 1);
  file[at] = (file[at] ?? 0) ^ 1;
  expect(read(file)).toEqual([]);
});
