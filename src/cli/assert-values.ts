// Values of flags that yargs takes without a word: none where one is needed, two where one is, and
// what is not a number, or not one that the flag takes.
import { HarnessError } from '../lib/harness-error.ts';
import type { DeclaredFlags } from './command.ts';
import { describeRange, exampleOf, isInRange } from './number-range.ts';

const longFlag = /^--([a-z][\w-]*)$/;
const joinedFlag = /^--([a-z][\w-]*)=(.*)$/s;
/** Others are words to a person: an empty text, 0x10, Infinity. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

type ValueFlags = Pick<
  DeclaredFlags,
  'names' | 'arrays' | 'switches' | 'numbers' | 'ranges' | 'choices' | 'mayBeEmpty'
>;

/** As in "It takes a number above 0"; null: any text. */
function describeTaken(name: string, { numbers, ranges, choices }: ValueFlags): string | null {
  if (numbers.includes(name)) return describeRange(ranges.get(name) ?? {});
  return choices[name]?.join(', ') ?? null;
}

/**
 * @param words of the command line, without what follows `--`
 * @throws HarnessError `usage` for one that takes a value and has none (`--seed`, `--seed --json`),
 *   or takes one value and has two
 */
export function assertHaveValues(words: readonly string[], flags: ValueFlags): void {
  const { names, arrays, switches, mayBeEmpty } = flags;
  const given = new Set<string>();
  for (const [index, word] of words.entries()) {
    const joined = joinedFlag.exec(word)?.[1];
    const name = joined ?? longFlag.exec(word)?.[1];
    if (name === undefined || !names.includes(name) || switches.includes(name)) continue;
    if (given.has(name) && !arrays.includes(name)) {
      throw new HarnessError('usage', `--${name} is given twice`, 'Give it once');
    }
    given.add(name);
    const next = words[index + 1];
    const hasValue = joined !== undefined || (next !== undefined && !longFlag.test(next));
    if (hasValue || mayBeEmpty.includes(name)) continue;
    const taken = describeTaken(name, flags);
    throw new HarnessError(
      'usage',
      `--${name} has no value`,
      taken === null
        ? `Write --${name} VALUE, or --${name}= for an empty one`
        : `It takes ${taken}`,
    );
  }
}

/** The texts that the command line gives for a flag; of a repeated one all. */
function textsOf(words: readonly string[], name: string): string[] {
  return words.flatMap((word, index) => {
    if (word === `--${name}`) return words.slice(index + 1, index + 2);
    const [, joined, text = ''] = joinedFlag.exec(word) ?? [];
    return joined === name ? [text] : [];
  });
}

/**
 * @param flags as they were parsed, from the command line, the environment or a file
 * @throws HarnessError `usage` for what is not a number, or not one that the flag takes
 */
export function assertNumbers(
  words: readonly string[],
  { numbers, ranges }: Pick<DeclaredFlags, 'numbers' | 'ranges'>,
  flags: Readonly<Record<string, unknown>>,
): void {
  for (const name of numbers) {
    const range = ranges.get(name) ?? {};
    const values = [flags[name]].flat().filter((value) => value !== undefined);
    const texts = textsOf(words, name);
    const wrongText = texts.find((text) => !decimal.test(text.trim()));
    const wrong = values.find((value) => typeof value !== 'number' || !isInRange(value, range));
    if (wrongText === undefined && wrong === undefined) continue;
    const said =
      wrongText ?? (typeof wrong === 'number' && !Number.isNaN(wrong) ? wrong : texts[0]);
    throw new HarnessError(
      'usage',
      `--${name} takes ${describeRange(range)}${said === undefined ? '' : `, not \`${said}\``}`,
      `Write --${name} ${exampleOf(range)}, for example`,
    );
  }
}
