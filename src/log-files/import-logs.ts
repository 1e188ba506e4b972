// Many session files, each handed to a taker once: files that the taker has as they are, are not
// read.
import { realpath, stat } from 'node:fs/promises';
import type { LoggedCall, LoggedSession, NotHeld } from '../domain/logged-call.ts';
import { findLogFiles } from './find-log-files.ts';
import { readLogFile } from './read-log-file.ts';
import { contextOf, type ReadLogs, type ReadLogsOptions, unknownFormat } from './read-logs.ts';

/** Takes in the calls of files; a database does. */
export interface LogTaker {
  /** False: the taker has the file as it is. */
  isNew(file: TakenFile): boolean;
  open(file: TakenFile): {
    add(call: LoggedCall, session: LoggedSession | null): void;
    /** @returns calls that the file brings, and those of them that were not there before */
    finish(format: string, notHeld: readonly NotHeld[]): { calls: number; added: number };
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
  /** Calls that were not there before. */
  readonly added: number;
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
      const log = await readLogFile(path, context, (call, session) => {
        open ??= taker.open(file);
        open.add(call, session);
      });
      if (log.format === null) {
        skipped.push({ path, problem: unknownFormat(log) });
        continue;
      }
      for (const what of log.notHeld) notHeld.add(what);
      if (log.problemCount > 0) damaged.push({ path, log });
      open ??= taker.open(file);
      const counts = open.finish(log.format, log.notHeld);
      calls += counts.calls;
      added += counts.added;
    } catch (error) {
      skipped.push({ path, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  const lists = { skipped, damaged, notHeld: [...notHeld].sort() };
  return { files: files.length, unchanged, calls, added, ...lists };
}
