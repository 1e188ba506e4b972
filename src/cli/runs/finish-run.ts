// What follows a run, fresh or saved: the report in the format that was asked for, the step summary,
// the gates and the exit code. `ab` and `report` do the same here.
import { appendFileSync } from 'node:fs';
import type { Argv } from 'yargs';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import type { RunDefinition, RunStore, Trial } from '../../domain/run.ts';
import { explainArms } from '../../explain/explain-arms.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { renderAbJson } from '../../report/ab-json.ts';
import { fitPage } from '../../report/fit-page.ts';
import { evaluateGates, type GateResult, gateExitCode } from '../../report/gates/evaluate-gates.ts';
import { parseGate } from '../../report/gates/gate.ts';
import { type MeasuredOptions, ownNoiseFloor } from '../../report/measured/analyse-run.ts';
import { aaArmOf, type NoiseFloor } from '../../report/measured/noise-floor.ts';
import { renderJunit } from '../../report/render-junit.ts';
import { renderPage } from '../../report/render-page.ts';
import type { Terminal } from '../../terminal/console.ts';
import { printRun } from './print-run.ts';
import { readPrice } from './read-prices.ts';
import { type ReportFormat, reportFormats, writeReport } from './write-report.ts';

/** GitHub keeps at most 1 MiB of a step's summary; beyond, it keeps nothing. */
const stepSummaryBytesMax = 1024 * 1024;
/** Runs that are looked through for an A/A comparison, newest first. */
const noiseRunsMax = 50;
const toleranceMax = 1;

export type FinishFlags = {
  readonly out: string;
  readonly format: string;
  readonly 'fail-if': readonly string[];
  readonly 'allow-inconclusive': boolean;
  readonly prices: string | undefined;
  readonly tolerance: number;
  readonly charts: boolean;
};

/** Declares the flags that `ab` and `report` share. */
export function addFinishFlags<T>(yargs: Argv<T>): Argv<T & FinishFlags> {
  return yargs
    .option('out', { type: 'string', default: 'reports', description: 'folder for the report' })
    .option('format', {
      type: 'string',
      choices: reportFormats,
      default: 'markdown',
      description: 'page with charts, one HTML file, JSON or JUnit',
    })
    .option('fail-if', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      description:
        'exit 1 when the condition holds: [ARM:] METRIC > NUMBER[%], against the baseline',
    })
    .option('allow-inconclusive', {
      type: 'boolean',
      default: false,
      description: 'exit 0 instead of 3 when --fail-if cannot be decided',
    })
    .option('prices', {
      type: 'string',
      description: 'price list (YAML or JSON) instead of the built-in one',
    })
    .option('charts', {
      type: 'boolean',
      default: true,
      description: 'draw charts; --no-charts: the page alone',
    })
    .option('tolerance', {
      type: 'number',
      default: 0.02,
      description: 'relative difference that is negligible (measured runs)',
    }) as unknown as Argv<T & FinishFlags>;
}

/** @throws HarnessError `usage`, before anything is played */
export function checkFinishFlags(flags: FinishFlags, arms: readonly string[]): void {
  for (const text of flags['fail-if']) parseGate(text, arms);
  if (!(flags.tolerance > 0 && flags.tolerance < toleranceMax)) {
    throw new HarnessError(
      'usage',
      `--tolerance ${flags.tolerance} is not a share`,
      'Give a number between 0 and 1, e.g. 0.02',
    );
  }
}

/** The newest A/A comparison on the same backend and model; null: there is none. */
function findNoiseFloor(store: RunStore, definition: RunDefinition): NoiseFloor | null {
  for (const { id } of store.list().slice(0, noiseRunsMax)) {
    try {
      const floor = noiseFloorIn(store, id, definition);
      if (floor !== null) return floor;
    } catch (error) {
      // Another run that is damaged says nothing about noise, and must not cost this one its report.
      if (!(error instanceof HarnessError)) throw error;
    }
  }
  return null;
}

/** null: the run is none on the same backend and model, or not an A/A comparison. */
function noiseFloorIn(store: RunStore, id: string, wanted: RunDefinition): NoiseFloor | null {
  const other = store.readDefinition(id);
  if (other === undefined || aaArmOf(other) === undefined) return null;
  const { label, backend, model } = other;
  if (label !== 'measured' || backend !== wanted.backend || model !== wanted.model) return null;
  return ownNoiseFloor(other, store.readTrials(id));
}

function appendStepSummary(renderSummary: () => string, terminal: Terminal): void {
  const path = terminal.env['GITHUB_STEP_SUMMARY'];
  if (!path) return;
  const page = fitPage(renderSummary(), stepSummaryBytesMax);
  try {
    appendFileSync(path, page);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'configuration',
      `cannot append to $GITHUB_STEP_SUMMARY: ${reason}`,
      'Unset it, or make the file writable',
      error,
    );
  }
}

function noteGates(results: readonly GateResult[], terminal: Terminal): void {
  for (const { gate, arm, status, message } of results) {
    if (status !== 'passed') terminal.note(`${status}: ${gate.text} (${arm}): ${message}`);
  }
}

export interface FinishContext {
  readonly store: RunStore;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Prints what was found besides writing it: `ab` does, `report` prints the path. */
  readonly isPrinted: boolean;
}

/** Writes, prints, judges. @returns the exit code */
export async function finishRun(
  recorded: RunDefinition,
  trials: readonly Trial[],
  flags: FinishFlags,
  { store, terminal, json, isPrinted }: FinishContext,
): Promise<number> {
  checkFinishFlags(
    flags,
    recorded.arms.map(({ name }) => name),
  );
  const definition: RunDefinition =
    flags.prices === undefined
      ? recorded
      : { ...recorded, price: readPrice(flags.prices, terminal.cwd, recorded.model) };
  const noise =
    definition.label === 'measured'
      ? (ownNoiseFloor(definition, trials) ?? findNoiseFloor(store, definition))
      : null;
  const measured: MeasuredOptions = { tolerance: flags.tolerance, noise };
  const names = definition.arms.map(({ name }) => name);
  const gates = flags['fail-if'].map((text) => parseGate(text, names));
  const results = evaluateGates(gates, definition, trials, measured);
  const allowed = flags['allow-inconclusive'];

  appendStepSummary(() => renderPage(definition, trials, [], measured), terminal);
  // The choices of the flag are checked by yargs.
  const format = flags.format as ReportFormat;
  const path =
    format === 'json'
      ? null
      : await writeReport({
          ...{ definition, trials, measured, format },
          charts: flags.charts,
          appendix:
            format === 'junit'
              ? ''
              : explainArms(definition, trials, store, await loadO200kTokenizer()),
          folder: flags.out,
          cwd: terminal.cwd,
          junit: renderJunit(definition, trials, results, allowed),
        });
  if (json || path === null) terminal.json(renderAbJson(definition, trials, path, measured));
  else if (isPrinted) printRun(definition, trials, measured, path, terminal);
  else terminal.result(path);
  noteGates(results, terminal);
  return gateExitCode(results, allowed);
}
