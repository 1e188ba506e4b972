// Arguments -> the chosen command and its flags. yargs does the parsing; this file adds what yargs
// does not know: the configuration sources, suggestions for misspelt flags, and exit codes.
import { join } from 'node:path';
import yargs, { type Argv } from 'yargs';
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonObject } from '../lib/json.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { readVersion } from '../process/read-version.ts';
import type { Terminal } from '../terminal/console.ts';
import type { Command, CommandEntry } from './command.ts';
import { commands as allCommands } from './commands/registry.ts';
import { readConfigurationFile, readEnvironment, readSetting } from './configuration.ts';

export const defaultDatabase = join('recordings', '.local', 'turntape.db');

function globalFlags(parser: Argv): Argv {
  return parser
    .option('db', { type: 'string', default: defaultDatabase, description: 'database file' })
    .option('config', { type: 'string', description: 'configuration file (YAML or JSON)' })
    .option('json', { type: 'boolean', default: false, description: 'print the result as JSON' })
    .option('quiet', { type: 'boolean', default: false, description: 'no progress on stderr' })
    .option('color', { type: 'boolean', default: true, description: 'colours on a terminal' });
}

interface DeclaredFlags {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
}

function declarationOf(command: Command): DeclaredFlags {
  const scratch = command.builder(globalFlags(yargs([]))) as Argv & { getOptions(): DeclaredFlags };
  return scratch.getOptions();
}

function declaredFlags(command: Command): string[] {
  return Object.keys(declarationOf(command).key);
}

/** Flags from the environment and the file that this command knows. */
function configuredFlags(command: Command, file: JsonObject, environment: JsonObject): JsonObject {
  const { key, array, boolean } = declarationOf(command);
  const pick = (source: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(source)
        .filter(([name]) => name in key)
        .map(([name, value]) => {
          const kind = array.includes(name) ? 'list' : boolean.includes(name) ? 'switch' : 'value';
          return [name, readSetting(name, value, kind)];
        }),
    );
  return { ...pick(file), ...pick(environment) };
}

function assertKnownKeys(file: JsonObject, commands: readonly Command[]): void {
  const known = new Set(commands.flatMap(declaredFlags));
  for (const name of Object.keys(file)) {
    if (known.has(name)) continue;
    const nearest = nearestWord(name, [...known]);
    throw new HarnessError(
      'configuration',
      `unknown setting \`${name}\` in the configuration file`,
      nearest ? `Did you mean \`${nearest}\`?` : 'Settings are the flags of the commands',
    );
  }
}

function usageError(
  message: string,
  argv: readonly string[],
  commands: readonly Command[],
): HarnessError {
  const unknown = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(message)?.[1];
  const first = argv.find((word) => !word.startsWith('-'));
  const command = commands.find(({ usage }) => usage.split(' ')[0] === first);
  if (unknown !== undefined) {
    const known = command
      ? declaredFlags(command)
      : commands.map((c) => c.usage.split(' ')[0] ?? '');
    const nearest = nearestWord(unknown, known);
    const what = command ? `unknown argument \`${unknown}\`` : `unknown command \`${unknown}\``;
    const meant = nearest && `Did you mean \`${command ? '--' : ''}${nearest}\`?`;
    return new HarnessError(
      'usage',
      what,
      meant || `See turntape ${command ? `${first} ` : ''}--help`,
    );
  }
  const line = message.split('\n').filter(Boolean).join(' ').replace(/\.$/, '');
  return new HarnessError('usage', line, `See turntape ${command ? `${first} ` : ''}--help`);
}

function nameOf({ usage }: Pick<Command, 'usage'>): string {
  return usage.split(' ')[0] ?? '';
}

/** Only what the words name is loaded; of the others, the help needs one line. */
async function loadCommand(entry: Command | CommandEntry, isNeeded: boolean): Promise<Command> {
  if (!('load' in entry)) return entry;
  if (isNeeded) return entry.load();
  const run = (): never => {
    throw new TypeError(`${nameOf(entry)} was not loaded`);
  };
  return { ...entry, builder: (parser) => parser, run };
}

/** Runs one command line; resolves to the exit code. */
export async function runCommandLine(
  argv: readonly string[],
  terminal: Terminal,
  offered: readonly (Command | CommandEntry)[] = allCommands,
): Promise<number> {
  const separator = argv.indexOf('--');
  const own = separator < 0 ? argv : argv.slice(0, separator);
  const child = separator < 0 ? [] : argv.slice(separator + 1);
  const named = /^--config=(.*)/.exec(own.find((word) => word.startsWith('--config=')) ?? '')?.[1];
  const spaced = own.indexOf('--config');
  const file = readConfigurationFile(
    terminal.cwd,
    named ?? (spaced < 0 ? undefined : own[spaced + 1]),
  );
  const isConfigured = Object.keys(file).length > 0;
  const commands = await Promise.all(
    offered.map((entry) => loadCommand(entry, isConfigured || own.includes(nameOf(entry)))),
  );
  assertKnownKeys(file, commands);
  const environment = readEnvironment(terminal.env);

  let chosen: { command: Command; flags: Record<string, unknown> } | undefined;
  const parser = globalFlags(yargs([...own]))
    .scriptName('turntape')
    .usage(
      'turntape <command>\n\nRecords coding agents and measures what reasoning continuity does.',
    )
    .version(readVersion())
    .help()
    .alias('help', 'h')
    .strict()
    .demandCommand(1, 'name a command')
    .recommendCommands()
    .exitProcess(false)
    .wrap(100)
    .epilogue(
      'Exit codes: 0 fine, 1 findings, 2 usage or configuration, 3 invalid run, 70 internal error, 130 interrupted.',
    )
    .fail((message, error) => {
      throw error ?? usageError(message, own, commands);
    });
  for (const command of commands) {
    parser.command(
      command.usage,
      command.description,
      (sub) => command.builder(sub).config(configuredFlags(command, file, environment)),
      (flags) => {
        chosen = { command, flags };
      },
    );
  }
  await parser.parseAsync();
  if (chosen === undefined) return 0; // --help or --version
  const { command, flags } = chosen;
  if (child.length > 0 && command.takesChild !== true) {
    throw new HarnessError(
      'usage',
      `nothing may follow \`--\` here`,
      'Only record and gateway take -- CMD',
    );
  }
  terminal.quiet = flags['quiet'] === true;
  terminal.childOwnsStdout = child.length > 0;
  if (flags['color'] === false) terminal.colour = false;
  return command.run(flags, {
    terminal,
    flags: {
      db: String(flags['db']),
      json: flags['json'] === true,
      quiet: terminal.quiet,
      child,
    },
  });
}
