// What yargs does not put into a command's help by itself: `-- CMD`, examples, options in groups,
// those of every command last.
import type { Argv } from 'yargs';
import { plural } from '../lib/plural.ts';
import type { Command, DeclaredFlags } from './command.ts';

/** Shows the help with the options that `--help` leaves out. */
export const fullHelp = 'help-all';

/** Exit codes that every command shares. */
export const exitCodes =
  'Exit codes: 0 fine, 1 findings, 2 usage or configuration, 3 invalid run, 70 internal error, ' +
  '130 interrupted.';

/** Columns: a terminal of 80 would leave too few for descriptions. */
export const helpColumns = 100;

/** The words for help, as yargs knows them: it shows what is hidden only beside `--help`. */
export function helpWords(words: readonly string[]): string[] {
  return words.includes(`--${fullHelp}`) ? [...words, '--help'] : [...words];
}

/**
 * Declares a command's options, and what its help says.
 * @param everywhere names of the options of every command
 */
export function describeCommand(
  parser: Argv,
  command: Command,
  { ownOptions, grouped, hidden }: DeclaredFlags,
  everywhere: readonly string[],
): Argv {
  const [name] = command.usage.split(' ');
  const rest = ownOptions.filter((one) => !everywhere.includes(one) && !grouped.includes(one));
  // Groups are shown in the order in which they are first named.
  parser.group([], 'Positionals:');
  if (rest.length > 0) parser.group(rest, 'Options:');
  command.builder(parser);
  if (command.takesChild === true) {
    parser.usage(`turntape ${command.usage} [-- CMD..]\n\n${command.description}`);
  }
  parser.group([...everywhere, 'help', fullHelp, 'version'], 'Everywhere:');
  const more = `${plural(hidden.length, 'more option')}: turntape ${name} --${fullHelp}`;
  return parser.epilogue(
    [...renderExamples(command.examples), ...(hidden.length > 0 ? [more, ''] : []), exitCodes].join(
      '\n',
    ),
  );
}

/** Lines to copy: yargs' own examples are a table, whose cells wrap. */
export function renderExamples(examples: Command['examples'] = []): string[] {
  const lines = examples.flatMap(([line, what]) => [`  # ${what}`, `  ${line}`]);
  return lines.length === 0 ? [] : ['Examples:', ...lines, ''];
}
