// A session file may name files below its folder, and no others.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
