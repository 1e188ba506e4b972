// What was recorded and played, written as Parquet and read back by DuckDB, which shares no code
// with the writer.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { abCommand } from '../src/cli/commands/ab.ts';
import { exportCommand } from '../src/cli/commands/export.ts';
import { importCommand } from '../src/cli/commands/import.ts';
import { createParquetWriter } from '../src/columnar/parquet-writer.ts';
import { exportTables } from '../src/columnar/registry.ts';
import { sessionsTable } from '../src/columnar/tables/sessions.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createRunStore } from '../src/store/runs.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
} from '../src/store/store.test-support.ts';
import { createTerminal } from '../src/terminal/console.ts';
import { syntheticRollout } from './json-output/rollout.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-columns-'));
const db = join(folder, 'private', 'a.db');
const tables = join(folder, 'tables');

async function run(...argv: readonly string[]) {
  const output = { out: '', error: '' };
  const terminal = createTerminal({
    stdout: { write: (part: string | Uint8Array) => (output.out += Buffer.from(part)) },
    stderr: { write: (part: string) => (output.error += part) },
    env: {},
    cwd: () => folder,
  } as unknown as NodeJS.Process);
  const known = [abCommand, exportCommand, importCommand] as unknown as Parameters<
    typeof runCommandLine
  >[2];
  const code = await runCommandLine([...argv, '--db', db], terminal, known);
  return { code, ...output };
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const from = (table: string): string =>
  `read_parquet('${tables}/${table}/**/*.parquet', hive_partitioning = true)`;

const usage = { input_tokens: 5000, output_tokens: 70, input_tokens_details: { cached_tokens: 0 } };
const answer = `data: ${JSON.stringify({
  type: 'response.completed',
  response: { model: 'gpt-5.5', status: 'completed', output: [], usage },
})}\n\n`;

beforeAll(async () => {
  const played = await run('ab', '--quiet', '--repeats', '1');
  expect(played.code).toBe(0);
  const database = openDatabase(db, { mode: 'write' });
  const sink = recordDirectly(database);
  for (const [index, month] of ['2026-07', '2026-08'].entries()) {
    const input = [{ type: 'message', role: 'user', content: `secret words ${index}` }];
    const id = `x_${index}`;
    sink.begin({
      ...exchangeStart(id, JSON.stringify({ model: 'gpt-5.5', stream: true, input })),
      ...{ target: '/v1/responses', session, startedAtMs: Date.parse(`${month}-03`) },
    });
    sink.flushed(id, 1);
    sink.responseHead(id, head);
    sink.chunk(id, Buffer.from(answer), 5);
    sink.end(id, end);
  }
  database.close();
  // `abc` is the id of the session that was recorded above.
  for (const id of ['abc', 'other']) {
    writeFileSync(join(folder, `rollout-${id}.jsonl`), syntheticRollout(id));
    expect((await run('import', join(folder, `rollout-${id}.jsonl`))).code).toBe(0);
  }
  const exported = await run('export', '--parquet', tables);
  expect(exported).toMatchObject({ code: 0 });
  expect(exported.out).toMatch(/calls.*causes.*files?, \d+ bytes/);
}, 120_000);

test('every call of the database is a row, of its month', async () => {
  const [recorded] = await query(
    `SELECT count(*)::INT AS calls, sum(input_tokens)::INT AS input, min(model) AS model,
       list_sort(list(DISTINCT month)) AS months FROM ${from('calls')} WHERE run_id IS NULL`,
  );
  expect(recorded).toMatchObject({ calls: 2, input: 10_000, model: 'gpt-5.5' });
  expect(recorded?.['months']).toEqual(['2026-07', '2026-08']);
});

test('trials and their calls are those of the run store', async () => {
  const database = openDatabase(db, { mode: 'change' });
  const store = createRunStore(database);
  const trials = store.list().flatMap(({ id }) => store.readTrials(id));
  database.close();
  const turns = trials.flatMap((trial) => trial.turns);
  const [counted] = await query(
    `SELECT count(*)::INT AS calls, sum(cached_tokens)::INT AS cached, any_value(label) AS label
     FROM ${from('calls')} WHERE run_id IS NOT NULL`,
  );
  const cached = turns.reduce((sum, turn) => sum + (turn.usage?.cachedTokens ?? 0), 0);
  expect(counted).toEqual({ calls: turns.length, cached, label: 'simulated' });
  const [kept] = await query(`SELECT count(*)::INT AS trials FROM ${from('trials')}`);
  expect(kept).toEqual({ trials: trials.length });
});

test('calls of session files are apart, with the counters of the file', async () => {
  const rows = await query(
    `SELECT session_id, is_recorded, client, count(*)::INT AS calls, min(month) AS month,
       sum(input_tokens)::INT AS input, sum(cached_tokens)::INT AS cached,
       sum(reasoning_tokens)::INT AS reasoning, bool_and(cost_usd > 0) AS is_priced
     FROM ${from('imported')} GROUP BY ALL ORDER BY session_id`,
  );
  const inFile = (id: string, counter: string): number => {
    const counters = syntheticRollout(id).matchAll(new RegExp(`"${counter}":(\\d+)`, 'g'));
    return [...counters].reduce((sum, [, value]) => sum + Number(value), 0);
  };
  expect(rows).toEqual(
    ['abc', 'other'].map((id) => ({
      ...{ session_id: id, is_recorded: id === 'abc', client: 'codex', calls: 36 },
      ...{ month: '2026-07', is_priced: true },
      input: inFile(id, 'input_tokens'),
      cached: inFile(id, 'cached_input_tokens'),
      reasoning: inFile(id, 'reasoning_output_tokens'),
    })),
  );
});

test('the causes of a call sum up to what it lost', async () => {
  const wrong = await query(
    `SELECT call_id FROM ${from('calls')} LEFT JOIN (SELECT call_id, sum(tokens_lost) AS lost
       FROM ${from('causes')} GROUP BY call_id) USING (call_id)
     WHERE lost_tokens IS DISTINCT FROM coalesce(lost, 0) AND has_usage`,
  );
  expect(wrong).toEqual([]);
});

test('the files hold no word of what was said, and a later export replaces them', async () => {
  const files = () =>
    readdirSync(tables, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.parquet'))
      .toSorted();
  const before = files();
  for (const name of before) {
    expect(readFileSync(join(tables, name), 'latin1')).not.toContain('secret words');
  }
  expect((await run('export', '--parquet', tables)).code).toBe(0);
  expect(files()).toEqual(before);
  expect(readdirSync(tables, { recursive: true, encoding: 'utf8' }).join()).not.toContain('.tmp');
});

test('sessions or another format beside it are refused', async () => {
  await expect(run('export', 's_1', '--parquet', tables)).rejects.toThrow('takes no sessions');
  await expect(run('export', '--har', '--parquet', tables)).rejects.toThrow('no --har beside it');
});

test('a folder that cannot be made is one line', async () => {
  const folderInFile = join(db, 'under-a-file');
  await expect(run('export', '--parquet', folderInFile)).rejects.toThrow('cannot write into');
});

test('more rows than wait in memory are all written, in groups', async () => {
  const many = join(folder, 'many');
  const writer = createParquetWriter(many, 'x');
  const empty = Object.fromEntries(Object.keys(sessionsTable.columns).map((name) => [name, null]));
  const count = 140_000;
  for (let index = 0; index < count; index++) {
    writer.add(sessionsTable, { ...empty, session_id: `s_${index}`, started_at: index } as never);
  }
  expect(writer.finish()).toMatchObject({ files: 1, rows: { sessions: count } });
  const [read] = await query(
    `SELECT count(DISTINCT session_id)::INT AS rows FROM read_parquet('${many}/**/*.parquet')`,
  );
  expect(read).toEqual({ rows: count });
  const [groups] = await query(
    `SELECT count(DISTINCT row_group_id)::INT AS groups
     FROM parquet_metadata('${many}/**/*.parquet')`,
  );
  expect(groups).toEqual({ groups: 3 });
});

const page = readFileSync(resolve(import.meta.dirname, '../docs/fleet.md'), 'utf8');

test.each(exportTables)('docs/fleet.md has the columns of $name', ({ columns, about }) => {
  expect(page).toContain(about);
  for (const [name, [type, says]] of Object.entries(columns)) {
    expect(page).toContain(`| \`${name}\` | ${type} | ${says} |`);
  }
});

const queries = [...page.matchAll(/```sql\n-- DuckDB: (.*)\n([\s\S]*?)```/g)].map(
  ([, title = '', sql = '']): [string, string] => [title, sql],
);

test('there are queries', () => expect(queries.length).toBeGreaterThanOrEqual(4));

test.each(queries)('the query of docs/fleet.md answers: %s', async (_title, sql) => {
  const rows = await query(sql.replaceAll("'tables/", `'${tables}/`));
  expect(rows.length).toBeGreaterThan(0);
});
