// Arguments -> the chosen command and its flags. yargs does the parsing; this file adds what yargs
// does not know: the configuration sources, suggestions for misspelt flags, and exit codes.
import { join } from 'node:path';
import yargs, { type Argv } from 'yargs';
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonObject } from '../lib/json.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { readVersion } from '../process/read-version.ts';
import type { Terminal } from '../terminal/console.ts';
import { assertHaveValues, assertNumbers } from './assert-values.ts';
import type { Command, CommandEntry, DeclaredFlags } from './command.ts';
import { commands as allCommands } from './commands/registry.ts';
import { completeLine, completionWord } from './completion/complete-line.ts';
import {
  assertMaySet,
  type ConfigurationFile,
  readConfigurationFiles,
  readEnvironment,
  readSetting,
  variableOf,
} from './configuration.ts';
import { readDeclaredFlags } from './declared-flags.ts';
import {
  describeCommand,
  exitCodes,
  fullHelp,
  helpColumns,
  helpWords,
  renderExamples,
} from './help.ts';

export const defaultDatabase = join('recordings', '.local', 'turntape.db');

/** Declares the flags of every command. */
export function globalFlags(parser: Argv): Argv {
  return parser
    .option('db', {
      fromProject: false,
      type: 'string',
      default: defaultDatabase,
      description: 'database file',
    })
    .option('config', {
      fromProject: false,
      type: 'string',
      description: 'configuration file (YAML or JSON)',
    })
    .option('json', {
      fromProject: true,
      type: 'boolean',
      default: false,
      description: 'print the result as JSON',
    })
    .option('quiet', {
      fromProject: false,
      type: 'boolean',
      default: false,
      description: 'no progress on stderr',
    })
    .option('color', {
      fromProject: true,
      type: 'boolean',
      default: true,
      description: 'colours on a terminal',
    });
}

function declaredFlags(command: Command): DeclaredFlags {
  return readDeclaredFlags(command, globalFlags);
}

const firstExamples = [
  ['turntape record -- claude', 'record a client, byte for byte'],
  ['turntape explain SESSION', 'where its cache broke, and why'],
  ['turntape ab', 'play scenarios with reasoning replay off and on'],
] as const;

const everywhere = ['db', 'config', 'json', 'quiet', 'color'];

/** Flags from the environment and the files that this command knows; the strongest source last. */
function configuredFlags(command: Command, sources: readonly JsonObject[]): JsonObject {
  const { names, arrays, switches } = declaredFlags(command);
  const pick = (source: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(source)
        .filter(([name]) => names.includes(name))
        .map(([name, value]) => {
          const kind = arrays.includes(name)
            ? 'list'
            : switches.includes(name)
              ? 'switch'
              : 'value';
          return [name, readSetting(name, value, kind)];
        }),
    );
  return Object.assign({}, ...sources.map(pick)) as JsonObject;
}

/** Every setting is a flag of some command, and one that this file may set. */
function assertSettings(
  file: ConfigurationFile,
  commands: readonly Command[],
  environment: Terminal['env'],
): void {
  const declared = commands.map(declaredFlags);
  const known = new Set(declared.flatMap(({ names }) => names));
  for (const name of Object.keys(file.settings)) {
    if (known.has(name)) continue;
    const nearest = nearestWord(name, [...known]);
    throw new HarnessError(
      'configuration',
      `unknown setting \`${name}\` in the configuration file`,
      nearest ? `Did you mean \`${nearest}\`?` : 'Settings are the flags of the commands',
    );
  }
  // A name may be a flag of several commands; one that must not be set is not set for any.
  const fromProject = new Map<string, boolean>();
  for (const [name, may] of declared.flatMap((flags) => [...flags.fromProject])) {
    fromProject.set(name, may === true && fromProject.get(name) !== false);
  }
  assertMaySet(file, fromProject, environment);
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
      ? declaredFlags(command).names
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
  if (command !== undefined && message.startsWith('Not enough non-option arguments')) {
    const [, ...wanted] = command.usage.split(' ').filter((word) => !word.startsWith('['));
    return new HarnessError(
      'usage',
      `\`${first}\` needs ${wanted.join(' and ')}`,
      `See turntape ${first} --help`,
    );
  }
  const missing = /^Missing required arguments?: (.*)/.exec(message)?.[1];
  if (command !== undefined && missing !== undefined) {
    const wanted = missing.split(', ').map((name) => `--${name}`);
    return new HarnessError(
      'usage',
      `\`${first}\` needs ${wanted.join(' and ')}`,
      `See turntape ${first} --help`,
    );
  }
  const choice = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(message);
  if (choice !== null) return choiceError(choice, command);
  const line = message.split('\n').filter(Boolean).join(' ').replace(/\.$/, '');
  return new HarnessError('usage', line, `See turntape ${command ? `${first} ` : ''}--help`);
}

/** @param found name, value and legal values, as yargs prints them */
function choiceError(
  [, name = '', given = '', choices = '']: string[],
  command: Command | undefined,
): HarnessError {
  const isOption = command !== undefined && declaredFlags(command).ownOptions.includes(name);
  const values = choices.replaceAll('"', '').split(', ');
  const value = given.replaceAll('"', '');
  const nearest = nearestWord(value, values);
  return new HarnessError(
    'usage',
    `${isOption ? `--${name}` : name} takes ${values.join(', ')}, not \`${value}\``,
    nearest
      ? `Did you mean \`${nearest}\`?`
      : `See turntape ${command ? nameOf(command) : ''} --help`,
  );
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

/** `--config FILE` or `--config=FILE`, needed before yargs has the flags. */
function namedFile(words: readonly string[]): string | undefined {
  const joined = words.find((word) => word.startsWith('--config='));
  const at = words.indexOf('--config');
  return joined?.slice('--config='.length) ?? (at < 0 ? undefined : words[at + 1]);
}

/** A variable that is near the name of a flag is a slip; others belong to other programs. */
async function noteUnknownSettings(
  environment: JsonObject,
  own: readonly string[],
  offered: readonly (Command | CommandEntry)[],
  terminal: Terminal,
): Promise<void> {
  const unknown = Object.keys(environment).filter((name) => !own.includes(name));
  if (unknown.length === 0) return;
  const all = await Promise.all(offered.map((entry) => loadCommand(entry, true)));
  const names = [...new Set(all.flatMap((command) => declaredFlags(command).names))];
  for (const name of unknown) {
    const nearest = names.includes(name) ? undefined : nearestWord(name, names);
    if (nearest === undefined) continue;
    terminal.error(`${variableOf(name)} sets nothing. Did you mean ${variableOf(nearest)}?`);
  }
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
  const environment = readEnvironment(terminal.env);
  const files = readConfigurationFiles(
    terminal.cwd,
    namedFile(own) ?? environment['config']?.toString(),
    terminal.env,
  );
  if (argv[0] === completionWord) {
    const { db = defaultDatabase }: JsonObject = Object.assign(
      {},
      ...files.map(({ settings }) => settings),
      environment,
    );
    const context = { db: String(db), cwd: terminal.cwd };
    const input = { offered, readFlags: declaredFlags, context };
    const found = await completeLine(argv.slice(1), input);
    if (found !== null) terminal.result(found.join('\n'));
    if (found !== null) return 0;
  }
  const isConfigured = files.some(({ settings }) => Object.keys(settings).length > 0);
  const commands = await Promise.all(
    offered.map((entry) => loadCommand(entry, isConfigured || own.includes(nameOf(entry)))),
  );
  for (const file of files) assertSettings(file, commands, terminal.env);
  const sources = [...files.map(({ settings }) => settings), environment];

  let chosen: { command: Command; flags: Record<string, unknown> } | undefined;
  const parser = globalFlags(yargs(helpWords(own)))
    .scriptName('turntape')
    .usage(
      'turntape <command>\n\nRecords coding agents and measures what reasoning continuity does.',
    )
    .version(readVersion())
    .help()
    .alias('help', 'h')
    .showHidden(fullHelp, 'show help, with the options that are rarely needed')
    .strict()
    .demandCommand(1, 'name a command')
    .recommendCommands()
    .exitProcess(false)
    .wrap(helpColumns)
    .epilogue([...renderExamples(firstExamples), exitCodes].join('\n'))
    .fail((message, error) => {
      throw error ?? usageError(message, own, commands);
    });
  for (const command of commands) {
    parser.command(
      command.usage,
      command.description,
      (sub) =>
        describeCommand(sub, command, declaredFlags(command), everywhere).config(
          configuredFlags(command, sources),
        ),
      (flags) => {
        chosen = { command, flags };
      },
    );
  }
  // Before yargs, which has no word for some of these.
  const named = commands.find((command) => own.some((word) => word === nameOf(command)));
  if (named !== undefined && !own.includes('--help') && !own.includes('-h')) {
    assertHaveValues(own, declaredFlags(named));
  }
  await parser.parseAsync();
  if (chosen === undefined) return 0; // --help or --version
  const { command, flags } = chosen;
  const declared = declaredFlags(command);
  assertNumbers(own, declared, flags);
  await noteUnknownSettings(environment, declared.names, offered, terminal);
  if (child.length > 0 && command.takesChild !== true) {
    throw new HarnessError(
      'usage',
      `nothing may follow \`--\` here`,
      'Only conform, gateway and record take -- CMD',
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
