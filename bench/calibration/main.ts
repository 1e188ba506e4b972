// `npm run calibrate`: the simulator against published figures, side by side, into
// reports/calibration.md. Deterministic: the same code writes the same file. `-- --check` compares
// instead of writing; `-- --traces DIR` also runs agent traces through the arithmetic (not
// written).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exactCounts } from './exact-counts.ts';
import { readRealCalls } from './real-calls.ts';
import { renderCalibration } from './render.ts';
import { calibrationRows } from './rows.ts';
import { sessionRows } from './session-rows.ts';
import { summariseTraces } from './traces.ts';

const args = process.argv.slice(2);
const report = join(import.meta.dirname, '..', '..', 'reports', 'calibration.md');
const note = (line: string): void => void process.stderr.write(`${line}\n`);

const counters = join(import.meta.dirname, '..', '..', 'evidence', 'calls.csv.zst');
const calls = await readRealCalls(counters);
const rows = [...(await calibrationRows(note)), ...sessionRows(calls)];
note('real calls');
const text = renderCalibration(rows, exactCounts(calls));
if (!args.includes('--check')) {
  writeFileSync(report, text);
  process.stdout.write(text);
} else if (readFileSync(report, 'utf8') !== text) {
  note('reports/calibration.md is not what the code gives: run npm run calibrate');
  process.exitCode = 1;
}
const folder = args[args.indexOf('--traces') + 1];
if (args.includes('--traces') && folder !== undefined) {
  const { sessions, requests, median, mean } = summariseTraces(folder);
  process.stdout.write(
    `traces: ${sessions} sessions, ${requests} requests; hit ratio per session: median ${median.toFixed(3)}, mean ${mean.toFixed(3)}\n`,
  );
}
