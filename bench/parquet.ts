// The tables of `export --parquet`: made-up calls are written in a process of its own, and DuckDB
// asks ten times as many, which are the same files as if of ten databases. Before that, recorded
// sessions are exported by the command itself. `--size=N` writes
// N times 10,000 calls.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { requests, writeMadeUpTraces } from './made-up-traces.ts';
import { type CommandUsage, measureCommand } from './measure-command.ts';
import type { BenchPart, BenchResult } from './part.ts';

const defaultCalls = 1_000_000;
const callsPerSize = 10_000;
const databases = 10;
/** Of recorded sessions. */
const sessionCounts = [4, 24];

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

/**
 * Recorded sessions with prompts of 40,000 to 100,000 tokens, exported by the command itself: reading
 * and explaining are most of it. @returns few against many sessions
 */
async function exportRecorded(folder: string): Promise<BenchResult> {
  const measured: CommandUsage[] = [];
  for (const count of sessionCounts) {
    const traces = join(folder, `traces-${count}`);
    const db = join(folder, `recorded-${count}.db`);
    writeMadeUpTraces(traces, count);
    const files = readdirSync(traces).map((name) => join(traces, name));
    await measureCommand('import', ...files, '--db', db, '--quiet');
    const tables = join(folder, `tables-${count}`);
    measured.push(await measureCommand('export', '--parquet', tables, '--db', db, '--quiet'));
  }
  const [few, many] = measured;
  if (few === undefined || many === undefined) return {};
  const moreCalls = requests * ((sessionCounts[1] ?? 0) - (sessionCounts[0] ?? 0));
  return {
    calls: requests * (sessionCounts[1] ?? 0),
    few: { ...few },
    many: { ...many },
    cpuMsPerCall: (1000 * (many.cpuSeconds - few.cpuSeconds)) / moreCalls,
    manyOverFewPeakMemory: many.peakMegabytes / few.peakMegabytes,
  };
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
      const own = join(folder, 'recorded');
      mkdirSync(own);
      const recorded = await exportRecorded(own);
      rmSync(own, { recursive: true });
      note('recorded sessions exported');
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
      return { recorded, few, written, callsAsked: count * databases, querySeconds: secondsOf };
    } finally {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
