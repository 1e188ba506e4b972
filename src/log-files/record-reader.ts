// The records of one file -> calls: by its session format, or by the table of counters that it is.
import { parse as parseCsv } from 'csv-parse/sync';
import type { LoggedCall, LoggedSession, NotHeld } from '../domain/logged-call.ts';
import { isJsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { plural } from '../lib/plural.ts';
import type { LogContext, LogFormat, LogReader } from '../logs/log-format.ts';
import { findLogFormat, logFormats } from '../logs/registry.ts';
import { findUsageTable, type UsageTable } from '../logs/usage-row.ts';
import type { LinePlace } from './read-lines.ts';

/** Records of one file -> calls. */
export interface RecordReader {
  readonly format: string;
  readonly notHeld: readonly NotHeld[];
  read(line: string): LoggedCall[] | string;
  end(): LoggedCall[];
  session(): LoggedSession | null;
  /** As `LogReader` and `LogFormat` have them; absent: the file is always read from its start. */
  readonly version?: number | undefined;
  state?(): JsonValue;
}

/** Behind the last whole line of a file, with what was known there. */
export interface Continuation extends LinePlace {
  readonly format: string;
  readonly version: number;
  readonly state: JsonValue;
}

/** @throws Error for a format that is not known: `fromContinuationText` gives none */
export function reopenReader(
  { format: name, state }: Continuation,
  context: LogContext,
): RecordReader {
  const format = logFormats.find((each) => each.name === name);
  if (format === undefined) throw new Error(`no format ${name}`);
  return createLogReader(format, format.createReader(context, state));
}

/** Whether a place is of a reader that this version has. */
export function canContinue({
  format,
  version,
}: Pick<Continuation, 'format' | 'version'>): boolean {
  return logFormats.some(({ name, stateVersion }) => name === format && stateVersion === version);
}

/** @param first the first line of the file; null: no format that is known */
export function openReader(first: string, context: LogContext): RecordReader | null {
  const record = parseJson(first);
  if (record === undefined) {
    const columns = csvCells(first);
    const table = columns === null ? null : findUsageTable(columns);
    return table === null || columns === null ? null : createCsvReader(table, columns);
  }
  const head = Array.isArray(record) ? record[0] : record;
  if (!isJsonObject(head)) return null;
  const format = findLogFormat(head);
  if (format !== null && (format.readsLists === true || isJsonObject(record))) {
    return createLogReader(format, format.createReader(context));
  }
  if (!isJsonObject(record)) return null;
  const table = findUsageTable(Object.keys(record));
  return table === null ? null : createJsonRowReader(table);
}

function createLogReader(format: LogFormat, reader: LogReader): RecordReader {
  const { name, notHeld, stateVersion: version, readsLists = false } = format;
  return {
    ...{ format: name, notHeld, version },
    read(line) {
      const record = parseJson(line);
      if (record === undefined) return 'not JSON (incomplete?)';
      if (readsLists && Array.isArray(record)) {
        return record.filter(isJsonObject).flatMap((one) => reader.read(one));
      }
      return isJsonObject(record) ? reader.read(record) : 'no JSON object';
    },
    end: () => reader.end(),
    session: () => reader.session(),
    ...(reader.state !== undefined && { state: reader.state }),
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
