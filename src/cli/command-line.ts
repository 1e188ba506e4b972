// Arguments -> the chosen command and its flags. yargs does the parsing; here is what it does not
// know: the configuration sources, commands that are loaded when they are named, exit codes.
import yargs from 'yargs';
import { defaultDatabase } from '../lib/default-database.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonObject } from '../lib/json.ts';
import { readVersion } from '../process/read-version.ts';
import type { Terminal } from '../terminal/console.ts';
import { assertHaveValues, assertNumbers } from './assert-values.ts';
import type { Command, CommandEntry } from './command.ts';
import { commands as allCommands } from './commands/registry.ts';
import { completeLine, completionWord } from './completion/complete-line.ts';
import { readConfigurationFiles, readEnvironment } from './configuration.ts';
import { assertSettings, configuredFlags, noteUnknownSettings } from './configured-flags.ts';
import { declaredFlags, globalFlagNames, globalFlags } from './global-flags.ts';
import {
  describeCommand,
  exitCodes,
  fullHelp,
  helpColumns,
  helpWords,
  renderExamples,
} from './help.ts';
import { loadCommand, nameOf } from './load-command.ts';
import { usageError } from './usage-error.ts';

const firstExamples = [
  ['turntape record -- claude', 'record a client, byte for byte'],
  ['turntape explain SESSION', 'where its cache broke, and why'],
  ['turntape ab', 'play scenarios with reasoning replay off and on'],
] as const;

/** `--config FILE` or `--config=FILE`, needed before yargs has the flags. */
function namedFile(words: readonly string[]): string | undefined {
  const joined = words.find((word) => word.startsWith('--config='));
  const at = words.indexOf('--config');
  return joined?.slice('--config='.length) ?? (at < 0 ? undefined : words[at + 1]);
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
        describeCommand(sub, command, declaredFlags(command), globalFlagNames).config(
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
