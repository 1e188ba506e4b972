// What `import` will add to the database is said before it reads, where it is worth a line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syntheticRollout } from './json-output/rollout.ts';
import { turntape } from './turntape.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is told on stderr. */
async function importOf(lines: number): Promise<string> {
  const content = [{ type: 'output_text', text: 'long '.repeat(20_000) }];
  const payload = { type: 'message', role: 'assistant', content };
  const line = JSON.stringify({
    timestamp: '2026-07-01T00:00:00Z',
    type: 'response_item',
    payload,
  });
  const file = join(folder, 'rollout-one.jsonl');
  writeFileSync(file, syntheticRollout('one') + `${line}\n`.repeat(lines));
  const db = join(folder, 'private', 'tape.db');
  const { code, stderr } = await turntape(['import', file, '--db', db], { cwd: folder });
  expect(code).toBe(0);
  return stderr;
}

test('a large file is told with its size, a small one is not', async () => {
  expect(await importOf(120)).toMatch(/^import adds at most 12 MB to the database$/m);
  expect(await importOf(1)).not.toContain('import adds');
});
