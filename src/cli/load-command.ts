// Commands by their name, and loaded only where they are needed.
import type { Command, CommandEntry } from './command.ts';

/** As it is written behind `turntape`. */
export function nameOf({ usage }: Pick<Command, 'usage'>): string {
  return usage.split(' ')[0] ?? '';
}

/** Only what the words name is loaded; of the others, the help needs one line. */
export async function loadCommand(
  entry: Command | CommandEntry,
  isNeeded: boolean,
): Promise<Command> {
  if (!('load' in entry)) return entry;
  if (isNeeded) return entry.load();
  const run = (): never => {
    throw new TypeError(`${nameOf(entry)} was not loaded`);
  };
  return { ...entry, builder: (parser) => parser, run };
}
