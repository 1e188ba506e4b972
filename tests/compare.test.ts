// `compare` from the command line, on the committed recordings: Codex's own requests beside what
// the translator makes of Claude Code's.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import type { Comparison } from '../src/compare/compare-sessions.ts';
import type { Terminal } from '../src/terminal/console.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'turntape-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));
const native = join(root, 'recordings', 'codex-tool-loop');
const translated = join(root, 'recordings', 'claude-code-tool-loop');
const table = join(root, 'tests', 'compare', 'native-and-on.json');

async function turntape(...argv: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const terminal: Terminal = {
    ...{ env: {}, cwd: folder, colour: false, quiet: false, childOwnsStdout: false },
    result: (text) => {
      out += `${text}\n`;
    },
    bytes: () => {},
    json: (value) => {
      out += JSON.stringify(value);
    },
    note: () => {},
    error: () => {},
  };
  return { code: await runCommandLine(argv, terminal), out };
}
const compare = async (b: string): Promise<Comparison> =>
  JSON.parse((await turntape('compare', native, b, '--json')).out) as Comparison;

test('with continuity nothing that matters is missing', async () => {
  const { fields, needs } = await compare(`${translated}:on`);
  expect(needs).toEqual([]);
  for (const field of ['store', 'include', 'prompt_cache_key', 'header session-id']) {
    expect(fields.find((row) => row.field === field)).toMatchObject({ equal: true });
  }
});

test('without continuity the table says what the flag is about', async () => {
  const { needs } = await compare(`${translated}:off`);
  expect(needs.map((need) => need.split(' (')[0]).sort()).toEqual([
    'include: ["reasoning.encrypted_content"]',
    'input: reasoning before its call: yes',
    'input: reasoning replayed: yes, encrypted',
  ]);
});

test('the committed table holds; a change of it is exit code 1 and one line each', async () => {
  expect(await turntape('compare', native, `${translated}:on`, '--expect', table)).toEqual({
    ...{ code: 0, out: 'as expected\n' },
  });
  const { code, out } = await turntape('compare', native, `${translated}:off`, '--expect', table);
  expect(code).toBe(1);
  expect(out).toContain(
    'include: B was expected to send ["reasoning.encrypted_content"], sends absent',
  );
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, readFileSync(table, 'utf8').replace('"fields"', '"rows"'));
  await expect(turntape('compare', native, native, '--expect', broken)).rejects.toThrow(
    'is not a table of a comparison',
  );
});

test('as text and as a markdown table', async () => {
  const text = (await turntape('compare', native, `${translated}:off`)).out;
  expect(text).toMatch(/^field +A +B +matters for +source/);
  expect(text).toMatch(/4 +- +reasoning +only A/);
  const markdown = (await turntape('compare', native, `${translated}:off`, '--format', 'markdown'))
    .out;
  expect(markdown).toContain(
    '| `include` | ["reasoning.encrypted_content"] | absent | no | continuity |',
  );
});
