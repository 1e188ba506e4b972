// One session file or table of usage counters as calls, in a stream. What cannot be read is named
// and skipped; the rest of the file is read all the same.

import type { LoggedCall, LoggedSession, LogProblem, NotHeld } from '../domain/logged-call.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';
import type { LogContext } from '../logs/log-format.ts';
import { findLogFormat } from '../logs/registry.ts';
import {
  type LinePlace,
  type ReadBytes,
  readDocument,
  readLines,
  type TextLine,
} from './read-lines.ts';
import { type Continuation, openReader, type RecordReader, reopenReader } from './record-reader.ts';

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
  /** where reading can continue when the file has grown; null: it begins at the start again. */
  readonly continuation: Continuation | null;
  /** Bytes that were read, unpacked. */
  readonly bytes: number;
}

/** Files that are one JSON document; all others have a record on each line. */
const documents = /\.json(\.zst|\.gz)?$/;

/**
 * Reads a file, and hands out its calls as they are completed.
 * @param onCall called in order, with what the file has said of its session so far; null for a
 * table; and whether the call stays as it is, whatever the file grows by
 * @param from where an earlier reading ended; null: the file is read from its start
 * @throws what the file system throws
 */
export async function readLogFile(
  path: string,
  context: LogContext,
  onCall: (call: LoggedCall, session: LoggedSession | null, isSettled: boolean) => void,
  from: Continuation | null = null,
): Promise<ReadLog> {
  const problems: LogProblem[] = [];
  let problemCount = 0;
  let calls = 0;
  let reader: RecordReader | null = from === null ? null : reopenReader(from, context);
  let place: LinePlace | null = from;
  let continuation: Continuation | null = null;
  const read: ReadBytes = { bytes: 0 };
  const report = (line: number, problem: string): void => {
    problemCount++;
    if (problems.length < problemsKeptMax) problems.push({ line, problem });
  };
  const take = (done: readonly LoggedCall[], isSettled: boolean): void => {
    for (const call of done) {
      calls++;
      onCall(call, reader?.session() ?? null, isSettled);
    }
  };
  for await (const line of linesOf(path, from, read)) {
    const { number, text, end } = line;
    // A line without an end may still grow: what it says is said again then.
    if (end === null) continuation ??= continuationAt(reader, place);
    else place = { bytes: end, lines: number };
    if (text === null) {
      report(number, 'the line is too long and was skipped');
      continue;
    }
    if (reader === null) {
      reader = openReader(text, context);
      if (reader === null) {
        if (number > 1 || parseJson(text) !== undefined) {
          return { ...unknownFormat, problems, problemCount, bytes: read.bytes };
        }
        report(number, 'neither JSON nor the columns of a known table');
        continue;
      }
      if (reader.format.endsWith('.csv')) continue;
    }
    const done = readRecord(reader, line);
    if (typeof done === 'string') report(number, done);
    else take(done, end !== null);
  }
  if (reader === null) return { ...unknownFormat, problems, problemCount, bytes: read.bytes };
  continuation ??= continuationAt(reader, place);
  take(reader.end(), false);
  return {
    format: reader.format,
    session: reader.session(),
    calls,
    notHeld: reader.notHeld,
    ...{ problems, problemCount, continuation, bytes: read.bytes },
  };
}

/**
 * What a file is, by its first record: cheap next to reading it.
 * @throws HarnessError `not-found` where the file system does not give it
 */
export async function sniffLogFile(path: string): Promise<'calls' | 'calls-and-requests' | null> {
  try {
    return await sniff(path);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const message = `cannot read ${path} (${error.message})`;
    throw new HarnessError('not-found', message, 'Name a file that can be read', error);
  }
}

async function sniff(path: string): Promise<'calls' | 'calls-and-requests' | null> {
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

function linesOf(
  path: string,
  from?: LinePlace | null,
  read?: ReadBytes,
): AsyncGenerator<TextLine> {
  return documents.test(path) ? readDocument(path) : readLines(path, from ?? undefined, read);
}

const unknownFormat = {
  format: null,
  session: null,
  calls: 0,
  notHeld: [],
  continuation: null,
} as const;

/** null: nothing was read up to there, or the format cannot be continued. */
function continuationAt(reader: RecordReader | null, place: LinePlace | null): Continuation | null {
  if (reader?.state === undefined || reader.version === undefined || place === null) return null;
  const { format, version } = reader;
  try {
    return { bytes: place.bytes, lines: place.lines, format, version, state: reader.state() };
  } catch (error) {
    // A record may be nested more deeply than can be written again.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readRecord(reader: RecordReader, { text }: TextLine): LoggedCall[] | string {
  try {
    return reader.read(text ?? '');
  } catch (error) {
    // The only range that a record can leave is that of the stack.
    if (error instanceof RangeError) return 'nested too deeply';
    return error instanceof Error ? error.message : String(error);
  }
}
