// The tables of `export --parquet`: made-up calls are written in a process of its own, and DuckDB
// asks ten times as many, which are the same files as if of ten databases. `--size=N` writes
// N times 10,000 calls.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BenchPart, BenchResult } from './part.ts';

const defaultCalls = 1_000_000;
const callsPerSize = 10_000;
const databases = 10;

/** In a process of its own, so that its peak memory is that of writing. */
function writeCalls(folder: string, count: number): BenchResult {
  const words = [
    ...['--import', resolve(import.meta.dirname, 'children/print-usage.ts')],
    ...[resolve(import.meta.dirname, 'children/write-calls.ts'), folder, String(count)],
  ];
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const usage = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as BenchResult;
  const seconds = (performance.now() - startedMs) / 1000;
  const written = JSON.parse(stdout) as { files: number; bytes: number; rows: BenchResult };
  return { ...written, bytesPerCall: written.bytes / count, seconds, ...usage };
}

/** The same rows again, as if another database had written them. */
function copyFiles(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((one) => one.endsWith('.parquet'))) {
    for (let copy = 1; copy < databases; copy++) {
      const path = join(folder, name);
      copyFileSync(path, path.replace('.parquet', `-${copy}.parquet`));
    }
  }
}

/** The queries of docs/fleet.md over recorded calls, by their titles. */
function documentedQueries(): (readonly [title: string, sql: string])[] {
  const page = readFileSync(resolve(import.meta.dirname, '../docs/fleet.md'), 'utf8');
  return [...page.matchAll(/```sql\n-- DuckDB: (.*)\n([\s\S]*?)```/g)]
    .map(([, title = '', sql = '']) => [title, sql] as const)
    .filter(([, sql]) => !sql.includes('tables/imported/'));
}

export const parquetPart: BenchPart = {
  description: 'a million made-up calls as Parquet, and the queries of docs/fleet.md over ten',
  async run(note, { sizeMegabytes }) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const count = sizeMegabytes === null ? defaultCalls : sizeMegabytes * callsPerSize;
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      const few = writeCalls(join(folder, 'few'), count / 10);
      note(`${count / 10} calls written`);
      const written = writeCalls(folder, count);
      note(`${count} calls written`);
      rmSync(join(folder, 'few'), { recursive: true });
      copyFiles(folder);
      const secondsOf: Record<string, number> = {};
      for (const [title, sql] of documentedQueries()) {
        const startedMs = performance.now();
        await connection.runAndReadAll(sql.replaceAll("'tables/", `'${folder}/`));
        secondsOf[title] = (performance.now() - startedMs) / 1000;
        note(`${title}: ${secondsOf[title]?.toFixed(1)} s`);
      }
      return { few, written, callsAsked: count * databases, querySeconds: secondsOf };
    } finally {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
