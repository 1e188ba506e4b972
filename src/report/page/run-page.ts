// A run for the local page: the answer first, then one picture, then the tables. As values: the
// page draws them.
import { type CostRange, costRanges } from '../analysis/cost-ranges.ts';
import { type AnswerLine, answerLines, answerRun } from '../answer/answer.ts';
import { armColours } from '../charts/arm-encoding.ts';
import { describeKnown } from '../known/registry.ts';
import { decompositionTable } from '../tables/decomposition-table.ts';
import { effectTable, pairTable } from '../tables/measured-tables.ts';
import { metricTable } from '../tables/metric-table.ts';
import type { ReportTable } from '../tables/report-table.ts';
import { scenarioTable } from '../tables/scenario-table.ts';
import { describeBenefit } from '../text/benefit.ts';
import { describeInvalid } from '../text/describe-invalid.ts';
import { describeErrors, describeThreats, describeVerdict } from '../text/describe-measured.ts';
import { describeArms } from '../text/finding.ts';
import { legendOf } from '../text/legend.ts';
import type { RunView } from '../view.ts';

export interface RunFinding {
  readonly sentence: string;
  readonly details: readonly string[];
}

export interface RunArm {
  /** Stands for all of its equals. */
  readonly name: string;
  /** In plain words. */
  readonly is: string;
  /** Equal in every request. */
  readonly equal: readonly string[];
  /** The same in every picture, as #rrggbb. */
  readonly colour: string;
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
  readonly arms: readonly RunArm[];
  readonly invalid: readonly string[];
  /** What to do, what it is worth, what would change it. */
  readonly answer: readonly AnswerLine[];
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
    arms: armsOf(view),
    invalid: describeInvalid(view),
    answer: answerLines(answerRun(view)),
    known: describeKnown(definition),
    benefit: view.measured === null ? describeBenefit(definition) : null,
    findings: findingsOf(view),
    costs: costRanges(view),
    tables: tablesOf(view),
  };
}

function armsOf(view: RunView): RunArm[] {
  const colours = armColours(view);
  return legendOf(view).map(({ name, is, equal }) => ({
    ...{ name, is, equal },
    colour: colours.get(name) ?? '',
  }));
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

function tablesOf(view: RunView): RunPage['tables'] {
  const { measured } = view;
  const measuredTables = (measured?.arms ?? []).flatMap((found) => [
    {
      title: `${found.arm} against ${found.baseline}`,
      ...effectTable(found),
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
