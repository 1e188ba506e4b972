// Many session files as the calls that `learn` and `usage` read: each call once, although forks and
// resumed sessions repeat what they continue.
import { dirname } from 'node:path';
import type { LoggedCall, LoggedSession, NotHeld } from '../domain/logged-call.ts';
import type { LogContext } from '../logs/log-format.ts';
import { type FoundFile, findLogFiles } from './find-log-files.ts';
import { nameOtherFormat } from './name-other-format.ts';
import { createBesideReader } from './read-beside.ts';
import { type ReadLog, readLogFile } from './read-log-file.ts';

/** A call with the session that its file told of; null for a row of a table. */
export interface CallOfSession {
  readonly call: LoggedCall;
  readonly session: LoggedSession | null;
}

export interface ReadLogs {
  readonly files: number;
  /** Files of no known format, and those that could not be opened. */
  readonly skipped: readonly { readonly path: string; readonly problem: string }[];
  /** Files of which some lines could not be read. */
  readonly damaged: readonly { readonly path: string; readonly log: ReadLog }[];
  readonly calls: number;
  /** Calls that another file holds too. */
  readonly repeated: number;
  /** What at least one of the files does not hold. */
  readonly notHeld: readonly NotHeld[];
}

export interface ReadLogsOptions {
  /** See `LogContext.countTokens`. */
  countTokens(text: string): number | null;
  /** See `LogContext.keepsText`; absent: no. */
  readonly keepsText?: boolean;
  /** After each file: how far it is. */
  onFile?(done: number, of: number): void;
}

/**
 * @param paths files and folders
 * @param onCall each call once, in the order of files
 */
export async function readLogs(
  paths: readonly string[],
  options: ReadLogsOptions,
  onCall: (call: CallOfSession) => void,
): Promise<ReadLogs> {
  const { files, problems } = await findLogFiles(paths);
  const skipped = [...problems];
  const damaged: { path: string; log: ReadLog }[] = [];
  const seen = new Set<string>();
  let calls = 0;
  let repeated = 0;
  const notHeld = new Set<NotHeld>();
  for (const [index, file] of files.entries()) {
    const { path } = file;
    try {
      const log = await readLogFile(path, contextOf(file, options), (call, session) => {
        if (call.id !== null && seen.has(call.id)) {
          repeated++;
          return;
        }
        if (call.id !== null) seen.add(call.id);
        calls++;
        onCall({ call, session });
      });
      if (log.format === null) skipped.push({ path, problem: await unknownFormat(path, log) });
      else if (log.problemCount > 0) damaged.push({ path, log });
      for (const what of log.notHeld) notHeld.add(what);
    } catch (error) {
      skipped.push({ path, problem: error instanceof Error ? error.message : String(error) });
    }
    options.onFile?.(index + 1, files.length);
  }
  return { files: files.length, skipped, damaged, calls, repeated, notHeld: [...notHeld].sort() };
}

/** Why a file of no known format was skipped. */
export async function unknownFormat(path: string, { problems }: ReadLog): Promise<string> {
  const other = await nameOtherFormat(path);
  if (other !== null) return other;
  const [first] = problems;
  const reason = first === undefined ? '' : ` (line ${first.line}: ${first.problem})`;
  return `no format that is known${reason}`;
}

/** What the reader of a file is given. */
export function contextOf(
  { path, root }: FoundFile,
  { countTokens, keepsText = false }: ReadLogsOptions,
): LogContext {
  return {
    source: sourceOf(path, root),
    countTokens,
    keepsText,
    readBeside: createBesideReader(path),
  };
}

/**
 * Files of one client's folder are one source: they share an account. Others are of the folder that
 * was named.
 */
function sourceOf(path: string, root: string | null): string {
  const parts = path.split('/');
  const at = parts.findLastIndex((part) => part === 'sessions' || part === 'projects');
  return at > 0 ? parts.slice(0, at).join('/') : (root ?? dirname(path));
}
