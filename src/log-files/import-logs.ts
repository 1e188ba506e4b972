// Many session files, each handed to a taker once: files that the taker has as they are, are not
// read.
import { realpath, stat } from 'node:fs/promises';
import type { LoggedCall, LoggedSession, NotHeld } from '../domain/logged-call.ts';
import { fromContinuationText, toContinuationText } from './continuation.ts';
import { findLogFiles } from './find-log-files.ts';
import { type ReadLog, readLogFile } from './read-log-file.ts';
import { contextOf, type ReadLogs, type ReadLogsOptions, unknownFormat } from './read-logs.ts';

/** Takes in the calls of files; a database does. */
export interface LogTaker {
  /** False: the taker has the file as it is. */
  isNew(file: TakenFile): boolean;
  /** Where the last import of the file ended, as `finish` was given it; null: not known. */
  continuation(file: TakenFile): string | null;
  /** @param continues settled calls stay; false: all that the file brought is replaced */
  open(
    file: TakenFile,
    continues: boolean,
  ): {
    /** @param isSettled the call stays as it is, whatever the file grows by */
    add(call: LoggedCall, session: LoggedSession | null, isSettled: boolean): void;
    /** @returns calls that the file brings, and those of them that were not there before */
    finish(
      format: string,
      notHeld: readonly NotHeld[],
      continuation: string | null,
    ): { calls: number; added: number };
  };
}

export interface TakenFile {
  /** Without links. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface ImportedLogs extends Omit<ReadLogs, 'repeated'> {
  /** Files that were not read: nothing of them has changed. */
  readonly unchanged: number;
  /** Files that had grown, of which only the end was read. */
  readonly continued: number;
  /** Calls that were not there before. */
  readonly added: number;
  /** Bytes that were read, unpacked. */
  readonly bytes: number;
}

/** @param paths files and folders */
export async function importLogs(
  paths: readonly string[],
  options: Pick<ReadLogsOptions, 'countTokens' | 'keepsText'>,
  taker: LogTaker,
): Promise<ImportedLogs> {
  const { files, problems } = await findLogFiles(paths);
  const skipped = [...problems];
  const damaged: ImportedLogs['damaged'][number][] = [];
  const notHeld = new Set<NotHeld>();
  let unchanged = 0;
  let continued = 0;
  let bytes = 0;
  let calls = 0;
  let added = 0;
  for (const found of files) {
    const { path } = found;
    try {
      const { size, mtimeMs } = await stat(path);
      const file = { path: await realpath(path), bytes: size, modifiedMs: mtimeMs };
      if (!taker.isNew(file)) {
        unchanged++;
        continue;
      }
      // Only a file of a known format is taken in: others leave no trace.
      let open: ReturnType<LogTaker['open']> | null = null;
      const context = contextOf(found, options);
      const from = await fromContinuationText(path, taker.continuation(file));
      const continues = from !== null;
      const take: Parameters<typeof readLogFile>[2] = (call, session, isSettled) => {
        open ??= taker.open(file, continues);
        open.add(call, session, isSettled);
      };
      const log = await readLogFile(path, context, take, from);
      bytes += log.bytes;
      if (log.format === null) {
        skipped.push({ path, problem: await unknownFormat(path, log) });
        continue;
      }
      for (const what of log.notHeld) notHeld.add(what);
      if (log.problemCount > 0) damaged.push({ path, log });
      open ??= taker.open(file, continues);
      if (continues) continued++;
      const counts = open.finish(log.format, log.notHeld, await settledPlace(file, log));
      calls += counts.calls;
      added += counts.added;
    } catch (error) {
      skipped.push({ path, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  const lists = { skipped, damaged, notHeld: [...notHeld].sort() };
  return { files: files.length, unchanged, continued, calls, added, bytes, ...lists };
}

/** null: the file was written while it was read, and may be another one by now. */
async function settledPlace(
  { path, modifiedMs }: TakenFile,
  { continuation }: ReadLog,
): Promise<string | null> {
  const text = await toContinuationText(path, continuation);
  const { mtimeMs } = await stat(path);
  return mtimeMs === modifiedMs ? text : null;
}
