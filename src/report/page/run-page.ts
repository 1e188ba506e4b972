// A run for the local page: the answer first, then one picture, then the tables. As values: the
// page draws them.
import type { Arm } from '../../domain/run.ts';
import { findComparison } from '../analysis/compare-arms.ts';
import { describeKnown } from '../known/registry.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import { decompositionTable } from '../tables/decomposition-table.ts';
import { effectTable, pairTable } from '../tables/measured-tables.ts';
import { metricTable } from '../tables/metric-table.ts';
import type { ReportTable } from '../tables/report-table.ts';
import { scenarioTable } from '../tables/scenario-table.ts';
import { describeBenefit } from '../text/benefit.ts';
import { describeInvalid } from '../text/describe-invalid.ts';
import { describeErrors, describeThreats, describeVerdict } from '../text/describe-measured.ts';
import { describeArms } from '../text/finding.ts';
import type { RunView } from '../view.ts';

export interface RunFinding {
  readonly sentence: string;
  readonly details: readonly string[];
}

/** The difference in cost of one arm in one scenario, as shares of the baseline. */
export interface CostRange {
  readonly scenario: string;
  readonly arm: string;
  /** Over the values that are not known; equal where nothing was varied. */
  readonly low: number;
  readonly high: number;
}

export interface RunPage {
  readonly id: string;
  /** Simulated or measured. */
  readonly label: string;
  readonly backend: string;
  readonly model: string;
  readonly seed: string;
  readonly baseline: string;
  readonly command: string;
  readonly trials: number;
  readonly planned_trials: number;
  readonly arms: readonly { readonly name: string; readonly is: string }[];
  readonly invalid: readonly string[];
  /** What real sessions show, whatever this run found. */
  readonly known: readonly string[];
  readonly benefit: string | null;
  readonly findings: readonly RunFinding[];
  readonly costs: readonly CostRange[];
  readonly tables: readonly (ReportTable & { readonly title: string })[];
}

export function runPage(view: RunView): RunPage {
  const { definition, played } = view;
  return {
    id: definition.id,
    label: definition.label,
    backend: definition.backend,
    model: definition.model,
    seed: definition.seed,
    baseline: definition.baseline,
    command: definition.command,
    trials: played.trials,
    planned_trials: played.planned,
    arms: definition.arms.map((arm) => ({ name: arm.name, is: describeArm(arm, definition.arms) })),
    invalid: describeInvalid(view),
    known: describeKnown(definition),
    benefit: view.measured === null ? describeBenefit(definition) : null,
    findings: findingsOf(view),
    costs: costRanges(view),
    tables: tablesOf(view),
  };
}

/** The options that make it another arm than the others. */
function describeArm(arm: Arm, all: readonly Arm[]): string {
  if (arm.agent === 'gateway') return `the gateway at ${arm.url}`;
  if (arm.agent !== 'scripted') return arm.agent;
  const others = all.filter((one) => one.agent === 'scripted');
  const told = Object.entries(arm.options).filter(([name, value]) =>
    others.some((one) => Reflect.get(one.options, name) !== value),
  );
  return told.map(([name, value]) => `${name}=${String(value)}`).join(', ') || 'as it is';
}

function findingsOf(view: RunView): RunFinding[] {
  if (view.measured === null) {
    return describeArms(view).map(({ sentence, details }) => ({ sentence, details }));
  }
  return view.measured.arms.map((found) => ({
    sentence: describeVerdict(found),
    details: [describeErrors(found), ...describeThreats(found)],
  }));
}

/** Only of arms whose trials came to their end: the others needed less of everything. */
function costRanges({ scenarios }: RunView): CostRange[] {
  return scenarios.flatMap(({ name: scenario, comparisons }) =>
    comparisons.flatMap((comparison) => {
      const { arm, hasStopped } = comparison;
      const shares = (findComparison(comparison, costUsd)?.byVariant ?? []).map(
        ({ share }) => share,
      );
      const known = shares.filter((share) => share !== null);
      if (hasStopped || known.length === 0 || known.length < shares.length) return [];
      return [{ scenario, arm, low: Math.min(...known), high: Math.max(...known) }];
    }),
  );
}

function tablesOf(view: RunView): RunPage['tables'] {
  const { measured } = view;
  const measuredTables = (measured?.arms ?? []).flatMap((found) => [
    {
      title: `${found.arm} against ${found.baseline}`,
      ...effectTable(found, measured?.noise ?? null),
    },
    { title: `${found.arm}, per scenario`, ...pairTable(found) },
  ]);
  return [
    ...(view.facts.length === 0
      ? []
      : [{ title: 'Differences of one trial, per scenario', ...scenarioTable(view) }]),
    ...measuredTables,
    { title: 'The mean trial', ...metricTable(view) },
    { title: 'Where the uncached tokens come from', ...decompositionTable(view) },
  ];
}
