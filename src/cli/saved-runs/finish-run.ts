// What follows a run, fresh or saved: it is analysed, judged, written and shown. `ab` and `report`
// do the same here.
import type { RunDefinition, RunStore, Trial } from '../../domain/run.ts';
import { withoutVoid } from '../../report/analysis/counted-trials.ts';
import { mergeArms } from '../../report/analysis/merge-arms.ts';
import { chartSpecs } from '../../report/charts/chart-specs.ts';
import { renderJson } from '../../report/formats/json.ts';
import { reportFormats } from '../../report/formats/registry.ts';
import type { DrawnChart } from '../../report/formats/report-format.ts';
import { describeGates } from '../../report/gates/describe-gates.ts';
import { evaluateGates, type GateResult, gateExitCode } from '../../report/gates/evaluate-gates.ts';
import { type RunView, viewRun } from '../../report/view.ts';
import type { Terminal } from '../../terminal/console.ts';
import { renderChart } from '../../terminal/render-chart.ts';
import { findNoiseFloor } from './find-noise-floor.ts';
import { type FinishFlags, readGates } from './finish-flags.ts';
import { readPrice } from './read-prices.ts';
import { renderRun } from './render-run.ts';
import { reportFolder } from './report-folder.ts';
import { appendStepSummary } from './step-summary.ts';
import { writeReport } from './write-report.ts';

/** Exit code where an arm cannot be compared. */
const invalidRun = 3;

export interface FinishContext {
  readonly store: RunStore;
  /** Path of the database that the store is in. */
  readonly db: string;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Prints what was found besides writing it: `ab` does, `report` prints the path. */
  readonly isPrinted: boolean;
}

async function drawCharts(view: RunView): Promise<DrawnChart[]> {
  const drawn: DrawnChart[] = [];
  for (const { spec, ...chart } of chartSpecs(view)) {
    drawn.push({ ...chart, svg: await renderChart(spec) });
  }
  return drawn;
}

/** Loaded behind the answer: what it takes is not waited for. */
async function explainBreaks(
  definition: RunDefinition,
  trials: readonly Trial[],
  store: RunStore,
  view: RunView,
): Promise<string> {
  const { loadO200kTokenizer } = await import('../../backends/o200k-tokenizer.ts');
  const { explainArms } = await import('../../explain/explain-arms.ts');
  const arms = mergeArms(view).map(({ name }) => name);
  return explainArms(definition, withoutVoid(trials), store, await loadO200kTokenizer(), arms);
}

/** Beside what was found; on stderr where stdout holds data, also under --quiet. */
function printGates(results: readonly GateResult[], isResult: boolean, terminal: Terminal): void {
  const lines = describeGates(results);
  if (isResult && lines.length > 0) terminal.result(['', 'Gates:', ...lines].join('\n'));
  if (!isResult) for (const line of lines) terminal.error(line);
}

/** @returns the exit code */
export async function finishRun(
  recorded: RunDefinition,
  trials: readonly Trial[],
  flags: FinishFlags,
  { store, db, terminal, json, isPrinted }: FinishContext,
): Promise<number> {
  const gates = readGates(
    flags,
    recorded.arms.map(({ name }) => name),
  );
  const definition: RunDefinition =
    flags.prices === undefined
      ? recorded
      : { ...recorded, price: readPrice(flags.prices, terminal.cwd, recorded.model) };
  const view = viewRun(definition, trials, {
    tolerance: flags.tolerance,
    noise: findNoiseFloor(store, definition),
  });
  const results = evaluateGates(gates, view);
  const allowInconclusive = flags['allow-inconclusive'];
  appendStepSummary(view, results, terminal);

  const { target, render } = reportFormats[flags.format];
  const isPage = target === 'page';
  const isTold = isPrinted && !json && target !== 'stdout';
  // Before charts and files are made: who waits for the answer has it, also where they fail.
  if (isTold) terminal.result(renderRun(view, results, terminal.columns));
  const files = render({
    view,
    gates: results,
    allowInconclusive,
    charts: isPage && flags.charts ? await drawCharts(view) : [],
    appendix: isPage ? await explainBreaks(definition, trials, store, view) : '',
  });
  if (target === 'stdout') for (const { text } of files) terminal.result(text);
  else {
    const folder = reportFolder(flags.out, db, definition.id, terminal);
    let path: string | null = null;
    try {
      path = writeReport(files, definition.id, folder, terminal.cwd);
    } finally {
      if (json) terminal.json(renderJson(view, path));
    }
    if (!json) terminal.result(isTold ? `\nreport: ${path}` : path);
  }
  printGates(results, isTold, terminal);
  // Neither gates nor --allow-inconclusive make a finding of a comparison that did not take place.
  return view.invalid.length > 0 ? invalidRun : gateExitCode(results, allowInconclusive);
}
