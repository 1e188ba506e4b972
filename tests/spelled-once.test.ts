// Headers that several rooms must agree on are spelled in one place of the source: what is spelled
// twice changes once. (Names of variants: registries.test.ts.)
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/\.test(-support)?\.ts$/.test(path))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    // Comments may speak of a name.
    return { path, lines: text.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '').split('\n') };
  });

function filesWith(pattern: RegExp): string[] {
  return files.filter(({ lines }) => lines.some((line) => pattern.test(line))).map((f) => f.path);
}

test.each([
  // The oracle has its own copy on purpose.
  ['x-codex-turn-state', ['runner/agents/native-request.ts', 'wire/responses/turn-state.ts']],
  ['x-anthropic-billing-header', ['wire/anthropic/billing-header.ts']],
])('%s', (name, expected) => {
  expect(filesWith(new RegExp(name)).sort()).toEqual(expected);
});
