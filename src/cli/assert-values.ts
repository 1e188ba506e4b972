// Values of flags that yargs takes without a word: none where one is needed, and words where a
// number is.
import { HarnessError } from '../lib/harness-error.ts';
import type { DeclaredFlags } from './command.ts';

const longFlag = /^--([a-z][\w-]*)$/;

/**
 * @param words of the command line, without what follows `--`
 * @throws HarnessError `usage` for one that takes a value and has none: `--seed`, `--seed --json`
 */
export function assertHaveValues(
  words: readonly string[],
  { names, arrays, switches }: Pick<DeclaredFlags, 'names' | 'arrays' | 'switches'>,
): void {
  for (const [index, word] of words.entries()) {
    const name = longFlag.exec(word)?.[1];
    const takesOne = name !== undefined && names.includes(name) && !arrays.includes(name);
    if (!takesOne || switches.includes(name)) continue;
    const next = words[index + 1];
    if (next !== undefined && !longFlag.test(next)) continue;
    throw new HarnessError(
      'usage',
      `--${name} has no value`,
      `Write --${name} VALUE, or --${name}= for an empty one`,
    );
  }
}

/**
 * @param flags as they were parsed
 * @throws HarnessError `usage` for what is not a number
 */
export function assertNumbers(
  words: readonly string[],
  { numbers }: Pick<DeclaredFlags, 'numbers'>,
  flags: Readonly<Record<string, unknown>>,
): void {
  const isWrong = (value: unknown): boolean => typeof value === 'number' && Number.isNaN(value);
  for (const name of numbers) {
    const value = flags[name];
    if (!(Array.isArray(value) ? value.some(isWrong) : isWrong(value))) continue;
    const at = words.indexOf(`--${name}`);
    const joined = words.find((word) => word.startsWith(`--${name}=`));
    const given = joined?.slice(`--${name}=`.length) ?? (at < 0 ? undefined : words[at + 1]);
    throw new HarnessError(
      'usage',
      `--${name} takes a number${given === undefined ? '' : `, not \`${given}\``}`,
      `Write --${name} 3, for example`,
    );
  }
}
