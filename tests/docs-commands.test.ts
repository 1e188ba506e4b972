// Every `turntape ...` line in the README and the documents parses: commands, flags, their choices, arms,
// translator options and simulator parameters. Nothing is run.
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

const root = join(import.meta.dirname, '..');
/** docs/commands.md is what --help prints. */
const documents = execFileSync('git', ['ls-files', '-z', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => /^(docs\/.*|[A-Z]+)\.md$/.test(path) && path !== 'docs/commands.md');

/** Code blocks, fenced or indented, with continued lines joined, and commands with flags in a line of text. */
function codeLines(markdown: string): string[] {
  const fences = /^```[^\n]*\n([\s\S]*?)^```$/gm;
  const fenced = [...markdown.matchAll(fences)].map(([, text]) => text ?? '');
  const indented = markdown.replaceAll(fences, '').match(/^ {4}.*$/gm) ?? [];
  const spans = [...markdown.matchAll(/`(turntape [^`\n]+ --[^`\n]+)`/g)].map(
    ([, text]) => text ?? '',
  );
  const text = [...fenced, ...indented, ...spans].join('\n');
  return text.replaceAll(/\\\n\s*/g, ' ').split('\n');
}

/** The words of a shell command; quotes group, `#` after a space begins a comment. */
function splitWords(line: string): string[] {
  const bare = line.replace(/\s#\s.*$/, '');
  return [...bare.matchAll(/'([^']*)'|"([^"]*)"|[^\s'"]+/g)].map(
    ([word, single, double]) => single ?? double ?? word,
  );
}

/** The arguments of each turntape in a shell line, up to a pipe, a redirection, `&` or `&&`. */
function findInvocations(line: string): string[][] {
  const prompt = line.trim().replace(/^(\$|- run:) /, '');
  return prompt
    .split(/\s(?:&&|\||&)(?:\s|$)/)
    .map((part) => splitWords(part.trim()))
    .flatMap((words) => {
      const at = words.findIndex((word) => !/^\w+=|^npx$/.test(word));
      if (words[at] !== 'turntape') return [];
      const end = words.findIndex((word) => /^[<>]/.test(word));
      return [words.slice(at + 1, end < 0 ? undefined : end)];
    });
}

const invocations = documents.flatMap((path) =>
  codeLines(readFileSync(join(root, path), 'utf8'))
    .flatMap(findInvocations)
    .map((words) => [path, words.join(' '), words] as const),
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
