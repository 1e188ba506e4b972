// `export --parquet`: the tables of a database, written into a folder.
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { exportDatabase, exportSource } from '../../columnar/export-database.ts';
import { createParquetWriter, type Written } from '../../columnar/parquet-writer.ts';
import { exportTables } from '../../columnar/registry.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { readDatabase } from '../../store/read-database.ts';
import { readSimulatorParameters } from '../backends/read-simulator-files.ts';
import type { CommandContext } from '../command.ts';

/** @throws HarnessError `configuration` where the folder cannot be written */
export async function writeParquet(
  folder: string,
  { terminal, flags: { db, json } }: CommandContext,
): Promise<void> {
  const tokenizer = await loadO200kTokenizer();
  const written = await readDatabase(db, (database) => {
    const writer = createParquetWriter(folder, exportSource(database));
    try {
      exportDatabase(database, writer, {
        tokenizer,
        parameters: readSimulatorParameters(undefined, []),
      });
      return writer.finish();
    } catch (error) {
      writer.abandon();
      throw describeWriteError(error, folder);
    }
  });
  if (json) terminal.json({ folder, ...written });
  else terminal.result(describeWritten(written));
}

function describeWritten({ rows, files, bytes }: Written): string {
  const counts = exportTables.map(({ name }) => `${rows[name] ?? 0} ${name}`);
  if (files === 0) return 'the database holds nothing to write';
  return `${counts.join(', ')}: ${plural(files, 'file')}, ${bytes} bytes`;
}

/** Errors of the file system are the user's: a full disk, a folder that cannot be written. */
function describeWriteError(error: unknown, folder: string): unknown {
  const { syscall } = error as { syscall?: unknown };
  if (typeof syscall !== 'string') return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new HarnessError(
    'configuration',
    `cannot write into ${folder}: ${reason}`,
    'Name a folder that can be written; what an earlier export left there is as it was',
    error,
  );
}
