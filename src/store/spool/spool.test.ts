import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writevSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExchangeRequest } from '../../domain/exchange.ts';
import { exchangeStart, session } from '../store.test-support.ts';
import { createSpool, type SpoolOptions, type SpoolPlace } from './spool.ts';
import { decodeEntries } from './spool-entry.ts';
import { listSpoolFiles, type SpoolOwner } from './spool-files.ts';

function setUp(options: Partial<SpoolOptions> = {}) {
  const path = join(mkdtempSync(join(tmpdir(), 'turntape-spool-')), 'tape.db');
  const owner: SpoolOwner = { path, fingerprintKey: Uint8Array.of(1, 2, 3) };
  let nowMs = 0;
  const clock = { pass: (ms: number) => (nowMs += ms) };
  const spool = createSpool({ owner, recorder: 5, now: () => nowMs, ...options });
  const ids = (): string[] =>
    listSpoolFiles(owner).flatMap((file) =>
      [...decodeEntries(readFileSync(file.path))].map(({ note }) => note.id),
    );
  return { owner, spool, clock, ids };
}

const request = (id: string, body: string | Uint8Array = '{}'): ExchangeRequest =>
  exchangeStart(id, body);

function held(place: SpoolPlace | null): SpoolPlace {
  if (place === null) throw new Error('it was not appended');
  return place;
}

test('a request is in the file when append answers, and its body where the place says', () => {
  const { owner, spool, ids } = setUp();
  spool.append(request('x_1', 'first'));
  const { descriptor, offset, bytes } = held(spool.append(request('x_2', 'second')));
  const body = Buffer.alloc(bytes);
  readSync(descriptor, body, 0, bytes, offset);
  expect([body.toString(), ids()]).toEqual(['second', ['x_1', 'x_2']]);
  const [file] = listSpoolFiles(owner);
  expect([file?.recorder, statSync(file?.path ?? '').mode & 0o777]).toEqual([5, 0o600]);
  spool.close();
});

test('nothing is written before it is needed, and nothing stays when all is in the database', () => {
  const { owner, spool } = setUp();
  expect(listSpoolFiles(owner)).toEqual([]);
  spool.release(held(spool.append(request('x_1'))));
  spool.close();
  expect(listSpoolFiles(owner)).toEqual([]);
});

test('a file with a request that is not in the database outlives the recorder', () => {
  const { spool, ids } = setUp();
  const first = held(spool.append(request('x_1')));
  const second = held(spool.append(request('x_2')));
  spool.name('x_2', session, second);
  spool.release(first);
  spool.close();
  expect(ids()).toEqual(['x_1', 'x_2', 'x_2']);
});

test('the file is written from its beginning again when all of it is in the database', () => {
  const { owner, spool, ids } = setUp();
  const sizes = [1, 2, 3].map((serial) => {
    spool.release(held(spool.append(request(`x_${serial}`, 'b'.repeat(5000)))));
    return statSync(listSpoolFiles(owner)[0]?.path ?? '').size;
  });
  expect(new Set(sizes).size).toBe(1);
  spool.append(request('x_4'));
  expect(ids()).toEqual(['x_4']);
  spool.close();
});

test('what is in the database is not read from the file: it may be deleted there', () => {
  const { spool, ids } = setUp();
  const places = ['x_1', 'x_2'].map((id) => held(spool.append(request(id))));
  for (const place of places) spool.release(place);
  expect(ids()).toEqual([]);
  spool.close();
});

test('a file that somebody has removed is made again', () => {
  const { owner, spool, clock, ids } = setUp();
  spool.release(held(spool.append(request('x_1'))));
  rmSync(listSpoolFiles(owner)[0]?.path ?? '');
  clock.pass(10_000);
  spool.append(request('x_2'));
  expect(ids()).toEqual(['x_2']);
  spool.close();
});

test('a database has the same files under every link to it', () => {
  const { owner, spool } = setUp();
  writeFileSync(owner.path, '');
  spool.append(request('x_1'));
  const link = join(mkdtempSync(join(tmpdir(), 'turntape-spool-')), 'link.db');
  symlinkSync(owner.path, link);
  const files = listSpoolFiles({ ...owner, path: link }).map(({ path }) => path);
  expect(files).toEqual(listSpoolFiles(owner).map(({ path }) => path));
  expect(files).toHaveLength(1);
  spool.close();
});

test('traffic that never stops goes to one file while the other is taken in: neither grows on', () => {
  const { owner, spool } = setUp();
  const body = new Uint8Array(1024 * 1024);
  const waiting: SpoolPlace[] = [];
  for (let serial = 0; serial < 100; serial++) {
    waiting.push(held(spool.append(request(`x_${serial}`, body))));
    if (waiting.length > 3) spool.release(held(waiting.shift() ?? null));
  }
  const sizes = listSpoolFiles(owner).map(({ path }) => statSync(path).size);
  expect(sizes).toHaveLength(2);
  for (const size of sizes) expect(size).toBeLessThan(13 * body.length);
  for (const place of waiting) spool.release(place);
  spool.close();
  expect(listSpoolFiles(owner)).toEqual([]);
});

describe('what cannot be appended is for the database alone', () => {
  test('when the disk takes a part only, which is written over later', () => {
    let room = false;
    const { spool, clock, ids } = setUp({
      write: (descriptor, parts, position) => {
        const part = room ? parts : [new Uint8Array(3)];
        return writevSync(descriptor, part, position);
      },
    });
    expect(spool.append(request('x_1'))).toBeNull();
    room = true;
    expect(spool.append(request('x_2'))).toBeNull(); // it rests
    clock.pass(10_000);
    expect(spool.append(request('x_3'))).not.toBeNull();
    expect(ids()).toEqual(['x_3']);
    spool.close();
  });

  test('when the folder is gone', () => {
    const { spool } = setUp({
      owner: { path: '/nowhere/tape.db', fingerprintKey: new Uint8Array(1) },
    });
    expect(spool.append(request('x_1'))).toBeNull();
    spool.close();
    expect(existsSync('/nowhere')).toBe(false);
  });

  test('for ten seconds after an append that had to wait for the disk', () => {
    let slowMs = 25;
    const { spool, clock } = setUp({
      write: (...given) => {
        clock.pass(slowMs);
        return writevSync(...given);
      },
    });
    expect(spool.append(request('x_1'))).not.toBeNull(); // stored it is
    expect(spool.append(request('x_2'))).toBeNull();
    slowMs = 1;
    clock.pass(9_999);
    expect(spool.append(request('x_3'))).toBeNull();
    clock.pass(1);
    expect(spool.append(request('x_4'))).not.toBeNull();
    spool.close();
  });
});

test('a database that was made anew under the same name has other files', () => {
  const { owner, spool } = setUp();
  spool.append(request('x_1'));
  spool.close();
  expect(listSpoolFiles({ ...owner, fingerprintKey: Uint8Array.of(9) })).toEqual([]);
  expect(readdirSync(join(owner.path, '..'))).toHaveLength(1);
});
