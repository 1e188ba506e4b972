import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeededRandom } from '../lib/seeded-random.ts';
import { type BodyBase, createBodyStore, readBody } from './bodies.ts';
import { openDatabase } from './open-database.ts';
import { temporaryDatabasePath } from './store.test-support.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('any chain of bodies reads back to the exact bytes', () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const store = createBodyStore(database);
  const edit = fc.record({
    at: fc.nat(400),
    remove: fc.nat(30),
    add: fc.string({ maxLength: 60 }),
  });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
      let text = 'The history of a session, repeated in each request. '.repeat(5);
      let base: BodyBase | undefined;
      const hashes = new Map<string, string>();
      for (const { at, remove, add } of edits) {
        text = text.slice(0, at) + add + text.slice(at + remove);
        base = store.put(bytes(text), base);
        hashes.set(base.hash, text);
      }
      let before: { hash: string; bytes: Uint8Array } | undefined;
      for (const [hash, expected] of hashes) {
        expect(Buffer.from(readBody(database, hash)).toString()).toBe(expected);
        // In order, from the one before, and whichever that is.
        before = { hash, bytes: readBody(database, hash, before) };
        expect(Buffer.from(before.bytes).toString()).toBe(expected);
      }
    }),
    { seed: 7, numRuns: 60 },
  );
  database.close();
});

test('an empty body reads back', () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const { hash } = createBodyStore(database).put(new Uint8Array(0), undefined);
  expect(readBody(database, hash)).toHaveLength(0);
  database.close();
});

test('a session that repeats its history costs about one frame of its last body', () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const store = createBodyStore(database);
  const random = createSeededRandom('history');
  const words = (count: number): string =>
    Array.from({ length: count }, () => random.integer(5000).toString(36)).join(' ');
  const turns = [words(12_000)];
  let base: BodyBase | undefined;
  let last = bytes('');
  for (let turn = 0; turn < 100; turn++) {
    turns.push(words(500));
    // The marker moves with the last message, and fields come after the history, as in real use.
    const messages = turns.map((text, index) =>
      index === turns.length - 1 ? { text, cache_control: { type: 'ephemeral' } } : { text },
    );
    last = bytes(JSON.stringify({ model: 'm', messages, tools: turns[0] }));
    base = store.put(last, base);
  }
  const stored = Number(database.prepare('SELECT sum(length(data)) FROM bodies').pluck().get());
  expect(stored).toBeLessThan(1.5 * zstdCompressSync(last).length);
  expect(readBody(database, base?.hash ?? '')).toEqual(last);
  database.close();
});

test('a damaged body is noticed', () => {
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const { hash } = createBodyStore(database).put(bytes('right'), undefined);
  database.prepare('UPDATE bodies SET data = ?').run(zstdCompressSync(bytes('wrong')));
  expect(() => readBody(database, hash)).toThrow('does not match its hash');
  database.close();
});
