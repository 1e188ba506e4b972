// A command line that is being typed -> the values that may stand at its end.
import type { Command, CommandEntry, DeclaredFlags } from '../command.ts';
import { type CompletionContext, completeValue } from './complete-value.ts';
import { readPlace } from './read-place.ts';

/** How shells ask, as yargs has it: this word, then the line's own, the last one being typed. */
export const completionWord = '--get-yargs-completions';

export interface CompletionInput {
  readonly offered: readonly (Command | CommandEntry)[];
  readonly readFlags: (command: Command) => DeclaredFlags;
  /** Where values are looked up; `--db` in the line comes first. */
  readonly context: CompletionContext;
}

function namedDatabase(words: readonly string[]): string | undefined {
  const at = words.indexOf('--db');
  return at < 0 || at > words.length - 3 ? undefined : words[at + 1];
}

/**
 * @param words of the line, the program's name first
 * @returns null: yargs knows what may follow (commands, options, choices)
 */
export async function completeLine(
  [, name = '', ...words]: readonly string[],
  { offered, readFlags, context }: CompletionInput,
): Promise<string[] | null> {
  const entry = offered.find(({ usage }) => usage.split(' ')[0] === name);
  if (entry === undefined || words.length === 0) return null;
  const command = 'load' in entry ? await entry.load() : entry;
  const flags = readFlags(command);
  const place = readPlace(words, command.usage, flags);
  const kind = place.name === null ? undefined : flags.completedBy.get(place.name);
  if (kind === undefined) return null;
  const db = namedDatabase(words) ?? context.db;
  const found = await completeValue(kind, place.typed, { ...context, db });
  return found.map((value) => value.slice(place.splitOff.length));
}
