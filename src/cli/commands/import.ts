// `turntape import`: what other recorders wrote becomes recorded sessions, and what clients left on
// the disk becomes imported sessions. Importing twice adds nothing; session files that did not
// change are not read again.
import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { findLogFiles, usualPlaces } from '../../log-files/find-log-files.ts';
import { type ImportedLogs, importLogs } from '../../log-files/import-logs.ts';
import { sum } from '../../stats/descriptive.ts';
import { createLoggedWriter } from '../../store/logged/write-logged.ts';
import { writeDatabase } from '../../store/write-database.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { Command } from '../command.ts';
import { classifyContents } from '../exchange-files/classify-path.ts';
import {
  exchangeTitles,
  type ImportedExchanges,
  importExchanges,
} from '../exchange-files/import-exchanges.ts';
import { createBudgetedCount } from '../logs/count-tokens.ts';
import { noteProblems } from '../logs/note-logs.ts';
import { noteGrowth } from '../recording/note-growth.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ImportFlags = { readonly files: readonly string[]; readonly content: boolean };

/** Files whose requests are exchanges, and files or folders whose calls are read. */
interface Sorted {
  readonly exchanges: readonly string[];
  readonly calls: readonly string[];
}

export const importCommand: Command<ImportFlags> = {
  usage: 'import [files..]',
  description: 'import what another recorder wrote, or the session files that clients leave',
  examples: [
    ['turntape import session.har', 'what another recorder wrote'],
    ['turntape import ~/.codex/sessions', 'the session files of Codex CLI'],
  ],
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        default: [],
        description: `${exchangeTitles}; session files (docs/logs.md), or folders of either; the format is found by the content. None: where Codex and Claude Code keep their sessions`,
      })
      .option('content', {
        fromProject: false,
        type: 'boolean',
        default: false,
        description:
          'of session files, keep texts and encrypted reasoning too; else kinds, lengths and hashes',
      }),
  async run({ files, content }, { terminal, flags: { db, json } }) {
    const named = files.length > 0 ? files : usualPlaces(terminal.env);
    if (named.length === 0) throw nothingNamed();
    const sorted = await sortFiles(named);
    await tellSize(sorted, db, terminal);
    const { exchanges, logs } = await writeDatabase(db, 'write', (database) =>
      importAll(database, sorted, content, terminal),
    );
    if (logs !== null) noteProblems(terminal, logs);
    if (logs?.files === 0 && logs.skipped.length === 0) throw nothingFound(sorted.calls);
    if (json) terminal.json(toJson(exchanges, logs));
    else for (const line of linesOf(exchanges, logs)) terminal.result(line);
    return exchanges.every(({ failed }) => failed === 0) ? 0 : 1;
  },
};

async function sortFiles(named: readonly string[]): Promise<Sorted> {
  const sorted = (await Promise.all(named.map(classifyContents))).flat();
  const pathsOf = (type: keyof Sorted): string[] =>
    sorted.filter((one) => one.type === type).map(({ path }) => path);
  return { exchanges: pathsOf('exchanges'), calls: pathsOf('calls') };
}

/** What is small is not worth a line. */
const toldBytesMin = 10e6;

/** Content is stored compressed, and what repeats once: a file adds less than it has. */
async function tellSize(
  { exchanges, calls }: Sorted,
  db: string,
  terminal: Terminal,
): Promise<void> {
  const { files } = await findLogFiles(calls);
  const paths = [...exchanges, ...files.map(({ path }) => path)];
  const sizes = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  const bytes = sum(sizes);
  if (bytes < toldBytesMin) return;
  noteGrowth(terminal, db, { what: 'import adds at most', bytes });
}

async function importAll(
  database: Database,
  { exchanges, calls }: Sorted,
  content: boolean,
  terminal: Terminal,
): Promise<{ exchanges: ImportedExchanges[]; logs: ImportedLogs | null }> {
  const imported: ImportedExchanges[] = [];
  for (const path of exchanges) imported.push(await importExchanges(database, path, terminal));
  const taker = createLoggedWriter(database, content);
  if (calls.length === 0) return { exchanges: imported, logs: null };
  const options = { countTokens: await createBudgetedCount(), keepsText: content };
  return { exchanges: imported, logs: await importLogs(calls, options, taker) };
}

function toJson(files: readonly ImportedExchanges[], logs: ImportedLogs | null): object {
  if (logs === null) return { files, session_files: null };
  const { damaged, notHeld, ...counts } = logs;
  return {
    files,
    session_files: {
      ...counts,
      not_held: notHeld,
      damaged: damaged.map(({ path, log }) => ({ path, lines: log.problemCount })),
    },
  };
}

function linesOf(exchanges: readonly ImportedExchanges[], logs: ImportedLogs | null): string[] {
  const lines = exchanges.map(({ format, imported, completed, skipped, failed }) =>
    [
      `${format}: ${plural(imported, 'exchange')} imported, ${skipped} already in the database`,
      ...(completed > 0 ? [`${completed} lacked their end, and are complete now`] : []),
      ...(failed > 0 ? [`${failed} could not be stored`] : []),
    ].join(', '),
  );
  if (logs === null) return lines;
  const { files, unchanged, continued, calls, added, skipped } = logs;
  const read = files - unchanged - skipped.length;
  const grown = continued === 0 ? '' : ` (of ${continued} only what was added)`;
  return [
    ...lines,
    `session files: ${plural(added, 'call')} imported, ${calls - added} already in the database; ` +
      `${plural(Math.max(read, 0), 'file')} read${grown}, ${unchanged} not changed since`,
  ];
}

function nothingNamed(): HarnessError {
  return new HarnessError(
    'not-found',
    'no session files: neither ~/.codex/sessions nor ~/.claude/projects is there',
    'Name files or folders',
  );
}

function nothingFound(paths: readonly string[]): HarnessError {
  return new HarnessError(
    'not-found',
    `no session file in ${paths.join(', ')}`,
    'docs/logs.md says which files are read',
  );
}
