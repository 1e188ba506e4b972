// Every option of every command that takes a number or one of several words: wrong values are
// refused in one line that names the option, what was given and what it takes.
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { Command } from '../src/cli/command.ts';
import { runCommandLine } from '../src/cli/command-line.ts';
import { commands } from '../src/cli/commands/registry.ts';
import { readDeclaredFlags } from '../src/cli/declared-flags.ts';
import { exitCodeOf, HarnessError } from '../src/lib/harness-error.ts';
import { timerMsMax } from '../src/lib/timer-ranges.ts';
import { createTerminal } from '../src/terminal/console.ts';

const parsers = await Promise.all(
  commands.map(
    async (entry): Promise<Command> => ({ ...(await entry.load()), run: async () => 0 }),
  ),
);
const { stdout, stderr } = process;
const terminal = createTerminal({ stdout, stderr, env: {}, cwd: () => tmpdir() });

const options = parsers.flatMap((command) => {
  const { numbers, ownOptions, choices, ranges } = readDeclaredFlags(command, (parser) => parser);
  const [name = '', ...positional] = command.usage.split(' ');
  const needed = positional.filter((word) => word.startsWith('<')).map(() => 'x');
  const required = name === 'promote' ? ['--name', 'x'] : [];
  return ownOptions.map((option) => ({
    line: `turntape ${name} --${option}`,
    words: [name, ...needed, ...required],
    option,
    values: choices[option],
    isNumber: numbers.includes(option),
    range: ranges.get(option),
  }));
});

async function refusalOf(words: readonly string[]): Promise<HarnessError> {
  const error: unknown = await runCommandLine(words, terminal, parsers).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HarnessError);
  return error as HarnessError;
}

async function expectRefused(words: readonly string[], what: string, takes: RegExp) {
  const error = await refusalOf(words);
  expect(exitCodeOf(error)).toBe(2);
  const line = `${error.message}. ${error.hint}`;
  expect(line).not.toContain('\n');
  expect(line).toContain(what);
  expect(line).toMatch(takes);
}

const numbers = options.filter(({ isNumber }) => isNumber);

describe.each(numbers)('$line, a number', ({ words, option, range }) => {
  test('has a range', () => {
    expect(range).toBeDefined();
  });

  test.each(['x', 'NaN', '-1', '', ' ', '1,5', 'Infinity', '0x10'])('`%s` is refused', (value) =>
    expectRefused(
      [...words, `--${option}=${value}`],
      `--${option} takes `,
      /takes a (whole )?number/,
    ),
  );

  test('without a value it is refused', () =>
    expectRefused([...words, `--${option}`], `--${option} `, /takes a (whole )?number/));
});

const choices = options.filter(({ values = [] }) => values.length > 0);

describe.each(choices)('$line, one of several', ({ words, option, values = [] }) => {
  const takes = new RegExp(`takes ${values.join(', ')}`);
  test.each(['nonsense', '', '1'])('`%s` is refused', (value) =>
    expectRefused([...words, `--${option}=${value}`], `--${option} takes`, takes),
  );

  test('without a value it is refused', () =>
    expectRefused([...words, `--${option}`], `--${option} `, takes));
});

/** Times: what is longer than a timer takes would be over at once. */
const times = numbers.filter(({ option }) => /wait|lease|idle/.test(option));

test.each(times)('$line is no longer than a timer takes', async ({ words, option, range }) => {
  const unitMs = option.endsWith('minutes') ? 60_000 : 1_000;
  expect((range?.maximum ?? Number.POSITIVE_INFINITY) * unitMs).toBeLessThanOrEqual(timerMsMax);
  await expectRefused([...words, `--${option}=1e12`], `--${option} takes `, /at most|to \d/);
});

test('there are many', () => {
  expect(times.length).toBeGreaterThan(4);
  expect(numbers.length).toBeGreaterThan(15);
  expect(choices.length).toBeGreaterThan(10);
});

const single = options.filter(({ isNumber, values }) => !isNumber && values === undefined);

test.each(single)('$line without a value is refused, or needs none', async ({ words, option }) => {
  const outcome: unknown = await runCommandLine([...words, `--${option}`], terminal, parsers).catch(
    (reason: unknown) => reason,
  );
  if (outcome === 0) return;
  expect(outcome).toBeInstanceOf(HarnessError);
  const { message, hint } = outcome as HarnessError;
  expect(`${message}. ${hint}`).not.toContain('\n');
  expect(message).toContain(option);
});

/** Documented as lists: they take all that stands behind them. */
const lists = ['conform --only', 'conform --skip', 'sessions --from'];

test('an option that may be given again takes one value, and leaves the words behind it', async () => {
  const taken: string[] = [];
  for (const command of parsers) {
    const [name = '', ...positional] = command.usage.split(' ');
    const { arrays, ownOptions, numbers: counted } = readDeclaredFlags(command, (parser) => parser);
    if (positional.length === 0) continue;
    for (const option of ownOptions.filter((one) => arrays.includes(one))) {
      let given: unknown;
      const run = async (flags: Record<string, unknown>): Promise<number> => {
        given = flags[option];
        return 0;
      };
      const value = counted.includes(option) ? '7' : 'value';
      const words = [name, `--${option}`, value, ...positional.map(() => 'word')];
      await runCommandLine(words, terminal, [{ ...command, run } as Command]);
      if (JSON.stringify([given].flat().map(String)) !== JSON.stringify([value])) {
        taken.push(`${name} --${option}`);
      }
    }
  }
  expect(taken).toEqual(lists);
});

test('an option that is needed and not given is named as it is written', async () => {
  const { code, message } = await refusalOf(['promote', 's_1']);
  expect([code, message]).toEqual(['usage', '`promote` needs --name']);
});
