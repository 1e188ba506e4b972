// What `ab` adds to the database, against what it says before: the constants of
// src/experiment/estimate-growth.ts. `TURNTAPE_BENCH_TRACES=DIR` plays the agent traces of a folder too.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { estimateTrialBytes } from '../src/experiment/estimate-growth.ts';
import { findTraces } from '../src/experiment/sources/find-traces.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import { countSteps, type Scenario } from '../src/scenarios/scenario.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { measureCommand } from './measure-command.ts';
import type { BenchPart, BenchResult } from './part.ts';

const shipped = resolve(import.meta.dirname, '../scenarios');

interface Stored {
  readonly scenario: string;
  readonly trials: number;
  readonly calls: number;
  /** Of the columns that every call has, and of what its request adds. */
  readonly columns: number;
  readonly text: number;
}

async function play(
  folder: string,
  scenarios: readonly Scenario[],
  words: readonly string[],
): Promise<BenchResult> {
  const db = join(folder, `${scenarios.length}.db`);
  await measureCommand(
    ...['ab', ...words, '--quiet', '--no-charts', '--db', db, '--out', join(folder, 'out')],
    ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'],
  );
  const database = openDatabase(db, { mode: 'read' });
  const rows = database
    .prepare<[], Stored>(
      `SELECT scenario, count(DISTINCT trials.id) AS trials, count(*) AS calls,
         sum(length(record) + length(exchange)) AS columns, sum(length(rest)) AS text
       FROM trial_turns JOIN trials ON trials.id = trial GROUP BY scenario`,
    )
    .all();
  database.close();
  const total = (of: (row: Stored) => number): number =>
    rows.reduce((all, row) => all + of(row), 0);
  const ratios = rows.map((row) => {
    const played = scenarios.find(({ name }) => name === row.scenario);
    const size = played?.deferred?.promptTokens ?? JSON.stringify(played).length;
    return {
      ratio: row.text / row.trials / size,
      isWhole: row.calls >= row.trials * steps(played),
    };
  });
  const whole = ratios.filter(({ isWhole }) => isWhole).map(({ ratio }) => ratio);
  const bytes = statSync(db).size;
  return {
    trials: total(({ trials }) => trials),
    calls: total(({ calls }) => calls),
    bytes_per_call: total(({ columns }) => columns) / total(({ calls }) => calls),
    // Of sessions that were played to their end.
    stored_per_unit_least: Math.min(...whole),
    stored_per_unit_most: Math.max(...whole),
    page_factor: bytes / total(({ columns, text }) => columns + text),
    file_bytes: bytes,
    told_to_true: (estimateTrialBytes(scenarios) * total(({ trials }) => trials)) / bytes,
  };
}

const steps = (scenario: Scenario | undefined): number =>
  scenario === undefined ? 0 : countSteps(scenario);

export const growthPart: BenchPart = {
  description: 'bytes that a run adds to the database, against what ab says before',
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    try {
      const files = readdirSync(shipped).filter((name) => name.endsWith('.yaml'));
      const scenarios = files.map((file) =>
        loadScenario(readFileSync(join(shipped, file), 'utf8'), file),
      );
      note('the shipped scenarios');
      const results = { scenarios: await play(folder, scenarios, []) };
      const traces = process.env['TURNTAPE_BENCH_TRACES'];
      if (traces === undefined) return results;
      note('agent traces');
      const assumption = { name: 400, tokens: [400] };
      const found = findTraces([traces], [assumption], process.cwd());
      const words = ['--traces', resolve(traces), '--reasoning-tokens', '400'];
      return { ...results, traces: await play(folder, found, words) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
