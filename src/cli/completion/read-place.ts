// What of a command line is completed: the value of an option, a positional argument, or neither.
import type { DeclaredFlags } from '../command.ts';

export interface Place {
  /** The option or positional argument whose value is typed; null: something else is. */
  readonly name: string | null;
  /** The beginning of the value. */
  readonly typed: string;
  /** What the shell has split off before the word that it replaces: `key=`. */
  readonly splitOff: string;
}

const flagName = (word: string | undefined): string | null =>
  word?.startsWith('--') ? word.slice(2) : null;

/** Words of the positional arguments, and names of flags that still wait for a value. */
function readWords(
  words: readonly string[],
  { ownOptions, switches }: Pick<DeclaredFlags, 'ownOptions' | 'switches'>,
): { positional: number; waiting: string | null } {
  let positional = 0;
  let waiting: string | null = null;
  for (const word of words) {
    const name: string | null = flagName(word);
    if (name !== null) {
      waiting = ownOptions.includes(name) && !switches.includes(name) ? name : null;
    } else if (waiting !== null) waiting = null;
    else positional++;
  }
  return { positional, waiting };
}

/**
 * @param words behind the command's name; the last one is being typed, and may be empty
 * @param usage of the command: `show <id>`
 */
export function readPlace(
  words: readonly string[],
  usage: string,
  flags: Pick<DeclaredFlags, 'ownOptions' | 'switches'>,
): Place {
  const before = words.slice(0, -1);
  let typed = words.at(-1) ?? '';
  let splitOff = '';
  // bash takes `--set key=va` apart at the sign.
  if (before.at(-1) === '=') {
    before.pop();
    const left = before.at(-1) ?? '';
    if (flagName(left) === null) {
      before.pop();
      splitOff = `${left}=`;
      typed = `${splitOff}${typed}`;
    }
  }
  const { positional, waiting } = readWords(before, flags);
  if (waiting !== null) return { name: waiting, typed, splitOff };
  if (typed.startsWith('-')) return { name: null, typed, splitOff };
  const names = usage.split(' ').slice(1);
  const isLastRepeated = names.at(-1)?.includes('..') === true;
  const at = isLastRepeated ? Math.min(positional, names.length - 1) : positional;
  return { name: names[at]?.replaceAll(/[<>[\].]/g, '') ?? null, typed, splitOff };
}
