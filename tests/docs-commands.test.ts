// Every `turntape ...` line in the README and the documents parses: commands, flags, their choices,
// arms, translator options and simulator parameters. Nothing is run.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArms } from '../src/cli/ab/parse-arms.ts';
import type { Command } from '../src/cli/command.ts';
import { runCommandLine } from '../src/cli/command-line.ts';
import { commands } from '../src/cli/commands/registry.ts';
import { parseArmOptions } from '../src/domain/parse-options.ts';
import { parseSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { createTerminal } from '../src/terminal/console.ts';
import { documentedCommands, findInvocations } from './documented-commands.ts';

const root = join(import.meta.dirname, '..');
/** docs/commands.md is what --help-all prints: its examples are those of the commands below. */
const documents = execFileSync('git', ['ls-files', '-z', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => /^(docs\/.*|[A-Z]+)\.md$/.test(path) && path !== 'docs/commands.md');

const invocations = documents.flatMap((path) =>
  documentedCommands(readFileSync(join(root, path), 'utf8')).map(
    (words) => [path, words.join(' '), words] as const,
  ),
);

/** The real commands, whose `run` only checks what the parser leaves to it. */
async function loadParsers(): Promise<Command[]> {
  const check = async (flags: Record<string, unknown>): Promise<number> => {
    // `explain --arm` takes one name.
    const list = (name: string): string[] => (Array.isArray(flags[name]) ? flags[name] : []);
    parseArmOptions(list('set'));
    parseSimulatorParameters(list('sim'));
    parseArms({ arm: list('arm'), set: [], baseline: undefined, factor: list('factor') });
    return 0;
  };
  return Promise.all(commands.map(async (entry) => ({ ...(await entry.load()), run: check })));
}

describe('documented command lines', async () => {
  const parsers = await loadParsers();
  const { stdout, stderr } = process;
  const terminal = createTerminal({ stdout, stderr, env: {}, cwd: () => tmpdir() });

  test('there are many', () => {
    expect(invocations.length).toBeGreaterThan(80);
  });

  test.each(parsers.map((command) => [command.usage, command] as const))(
    'the help of %s has examples of it, and they parse',
    async (usage, { examples = [] }) => {
      expect(examples.length).toBeGreaterThan(0);
      for (const [line] of examples) {
        const found = findInvocations(line.replace(/^source <\((.*)\)$/, '$1'));
        expect(found.map(([name]) => name)).toEqual([usage.split(' ')[0]]);
        for (const words of found) expect(await runCommandLine(words, terminal, parsers)).toBe(0);
      }
    },
  );

  test.each(invocations)('%s: turntape %s', async (_path, _text, words) => {
    expect(await runCommandLine(words, terminal, parsers)).toBe(0);
  });

  test.each([
    ['turntape ab --armm on', 'unknown argument'],
    ['turntape ab --arm seed-before', 'unknown arm'],
    ['turntape ab --sim cache_output=full', 'cache_output'],
    ['turntape gateway --set reasoning_carier=store -- claude', 'reasoning_carier'],
    ['turntape explain S --format html', 'format'],
    ['turntape chekc', 'Did you mean check?'],
  ])('%s is refused', async (line, message) => {
    const [words = []] = findInvocations(line);
    await expect(runCommandLine(words, terminal, parsers)).rejects.toThrow(message);
  });
});
