// What a file is that cannot be read but is known by its first bytes, with the way to what can be.
import { open } from 'node:fs/promises';

/** Files of databases: where their mark is, and what to do. */
const databases = [
  {
    at: 8,
    mark: 'DUCK',
    // The table of TraceLab's release; others name their own.
    say: (path: string) =>
      'a DuckDB database. Export the table of calls, and name the file that it writes: ' +
      `duckdb ${JSON.stringify(path)} -c ` +
      `"COPY (FROM rounds ORDER BY round_pk) TO 'rounds.jsonl' (FORMAT json)"`,
  },
  {
    at: 0,
    mark: 'SQLite format 3',
    say: () => 'an SQLite database. Of a database of turntape, leave the file out: --imported',
  },
] as const;

/** null: it is not known either. */
export async function nameOtherFormat(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    const start = buffer.subarray(0, bytesRead).toString('latin1');
    return databases.find(({ at, mark }) => start.startsWith(mark, at))?.say(path) ?? null;
  } finally {
    await file.close();
  }
}
