// A run's report on disk, in a folder that is named after the run.
import { join, relative, resolve } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { ReportFile } from '../../report/formats/report-format.ts';

/**
 * Writes `FOLDER/RUN/FILE` for each of the files, in their order.
 * @returns the last one's path, relative to the working folder
 * @throws HarnessError `configuration` when the folder cannot be written
 */
export function writeReport(
  files: readonly ReportFile[],
  run: string,
  folder: string,
  cwd: string,
): string {
  const last = files.at(-1);
  if (last === undefined) throw new TypeError('a report without files');
  const target = join(resolve(cwd, folder), run);
  try {
    makeFolder(target);
    for (const { name, text } of files) writeWhole(join(target, name), text);
    return relative(cwd, join(target, last.name));
  } catch (error) {
    const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
    if (typeof code !== 'string') throw error;
    throw new HarnessError(
      'configuration',
      `cannot write the report into ${target}: ${code}`,
      'Name another folder with --out',
      error,
    );
  }
}
