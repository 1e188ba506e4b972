// Names that two places must agree on are spelled in one place of the source: what is spelled twice
// changes once.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { carrierNames } from '../src/carriers/registry.ts';

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

describe('a carrier', () => {
  test.each(carrierNames)('%s is named in its file and the registry alone', (name) => {
    const compared = new RegExp(`carrier.*['"\`]${name}['"\`]`, 'i');
    expect(filesWith(compared).filter((path) => !path.startsWith('carriers/'))).toEqual([]);
    const registered = files.find(({ path }) => path === 'carriers/registry.ts');
    expect(registered?.lines.filter((line) => line.includes(`  ${name}:`))).toHaveLength(1);
  });
});
