// One session file or table of usage counters as calls, in a stream. What cannot be read is named
// and skipped; the rest of the file is read all the same.

import { parse as parseCsv } from 'csv-parse/sync';
import type { LoggedCall, LoggedSession, LogProblem, NotHeld } from '../domain/logged-call.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';
import { plural } from '../lib/plural.ts';
import type { LogContext, LogReader } from '../logs/log-format.ts';
import { findLogFormat } from '../logs/registry.ts';
import { findUsageTable, type UsageTable } from '../logs/usage-row.ts';
import { readDocument, readLines, type TextLine } from './read-lines.ts';

/** Problems of one file that are kept by line; more are only counted. */
const problemsKeptMax = 20;

export interface ReadLog {
  /** Name of the format; null: none that is known, and no call was read. */
  readonly format: string | null;
  /** null for a table: it holds many sessions. */
  readonly session: LoggedSession | null;
  readonly calls: number;
  readonly notHeld: readonly NotHeld[];
  readonly problems: readonly LogProblem[];
  readonly problemCount: number;
}

/** Records of one file -> calls. */
interface RecordReader {
  readonly format: string;
  readonly notHeld: readonly NotHeld[];
  read(line: string): LoggedCall[] | string;
  end(): LoggedCall[];
  session(): LoggedSession | null;
}

/** Files that are one JSON document; all others have a record on each line. */
const documents = /\.json(\.zst)?$/;

/**
 * Reads a file, and hands out its calls as they are completed.
 * @param onCall called in order, with what the file has said of its session so far; null for a
 * table
 * @throws what the file system throws
 */
export async function readLogFile(
  path: string,
  context: LogContext,
  onCall: (call: LoggedCall, session: LoggedSession | null) => void,
): Promise<ReadLog> {
  const problems: LogProblem[] = [];
  let problemCount = 0;
  let calls = 0;
  let reader: RecordReader | null = null;
  const report = (line: number, problem: string): void => {
    problemCount++;
    if (problems.length < problemsKeptMax) problems.push({ line, problem });
  };
  const take = (done: readonly LoggedCall[]): void => {
    for (const call of done) {
      calls++;
      onCall(call, reader?.session() ?? null);
    }
  };
  for await (const line of linesOf(path)) {
    const { number, text } = line;
    if (text === null) {
      report(number, 'the line is too long and was skipped');
      continue;
    }
    if (reader === null) {
      reader = openReader(text, context);
      if (reader === null) {
        if (number > 1 || parseJson(text) !== undefined) {
          return { ...unknownFormat, problems, problemCount };
        }
        report(number, 'neither JSON nor the columns of a known table');
        continue;
      }
      if (reader.format.endsWith('.csv')) continue;
    }
    const done = readRecord(reader, line);
    if (typeof done === 'string') report(number, done);
    else take(done);
  }
  if (reader === null) return { ...unknownFormat, problems, problemCount };
  take(reader.end());
  return {
    format: reader.format,
    session: reader.session(),
    calls,
    notHeld: reader.notHeld,
    problems,
    problemCount,
  };
}

/** What a file is, by its first record: cheap next to reading it. */
export async function sniffLogFile(path: string): Promise<'calls' | 'calls-and-requests' | null> {
  for await (const { text } of linesOf(path)) {
    if (text === null) return null;
    const record = parseJson(text);
    if (!isJsonObject(record)) return openReader(text, nothingElse) === null ? null : 'calls';
    if (findLogFormat(record)?.hasRequests === true) return 'calls-and-requests';
    return openReader(text, nothingElse) === null ? null : 'calls';
  }
  return null;
}

const nothingElse: LogContext = {
  source: '',
  countTokens: () => null,
  keepsText: false,
  readBeside: () => undefined,
};

function linesOf(path: string): AsyncGenerator<TextLine> {
  return documents.test(path) ? readDocument(path) : readLines(path);
}

const unknownFormat = { format: null, session: null, calls: 0, notHeld: [] } as const;

function readRecord(reader: RecordReader, { text }: TextLine): LoggedCall[] | string {
  try {
    return reader.read(text ?? '');
  } catch (error) {
    // The only range that a record can leave is that of the stack.
    if (error instanceof RangeError) return 'nested too deeply';
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param first the first line of the file; null: no format that is known */
function openReader(first: string, context: LogContext): RecordReader | null {
  const record = parseJson(first);
  if (record === undefined) {
    const columns = csvCells(first);
    const table = columns === null ? null : findUsageTable(columns);
    return table === null || columns === null ? null : createCsvReader(table, columns);
  }
  if (!isJsonObject(record)) return null;
  const format = findLogFormat(record);
  if (format !== null)
    return createLogReader(format.name, format.notHeld, format.createReader(context));
  const table = findUsageTable(Object.keys(record));
  return table === null ? null : createJsonRowReader(table);
}

function createLogReader(
  format: string,
  notHeld: readonly NotHeld[],
  reader: LogReader,
): RecordReader {
  return {
    format,
    notHeld,
    read(line) {
      const record = parseJson(line);
      if (record === undefined) return 'not JSON (incomplete?)';
      return isJsonObject(record) ? reader.read(record) : 'no JSON object';
    },
    end: () => reader.end(),
    session: () => reader.session(),
  };
}

const tableNotHeld: readonly NotHeld[] = [
  'system-prompt',
  'tools',
  'headers',
  'chunk-times',
  'request-body',
];

function createCsvReader(table: UsageTable, columns: readonly string[]): RecordReader {
  return {
    format: `${table.name}.csv`,
    notHeld: tableNotHeld,
    read(line) {
      const cells = csvCells(line);
      if (cells === null || cells.length !== columns.length) {
        return `${plural(cells?.length ?? 0, 'cell')} for ${plural(columns.length, 'column')}`;
      }
      return toCalls(table, Object.fromEntries(columns.map((name, at) => [name, cells[at]])));
    },
    end: () => [],
    session: () => null,
  };
}

function createJsonRowReader(table: UsageTable): RecordReader {
  return {
    format: `${table.name}.jsonl`,
    notHeld: tableNotHeld,
    read(line) {
      const row = parseJson(line);
      if (row === undefined) return 'not JSON (incomplete?)';
      return isJsonObject(row) ? toCalls(table, row) : 'no JSON object';
    },
    end: () => [],
    session: () => null,
  };
}

function toCalls(table: UsageTable, row: Readonly<Record<string, unknown>>): LoggedCall[] | string {
  const usage = table.toCall(row);
  if (usage === null) return 'no call: source, session, model or position is missing';
  return [{ usage, atMs: null, id: null, inputs: [], outputs: [] }];
}

/** The cells of one line; null when it is not CSV. Cells do not span lines in these tables. */
function csvCells(line: string): string[] | null {
  if (!line.includes(',')) return null;
  if (!line.includes('"')) return line.split(',');
  try {
    return (parseCsv(line) as string[][])[0] ?? null;
  } catch {
    return null;
  }
}
