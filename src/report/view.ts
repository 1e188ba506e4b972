// A run, analysed once. Pages, terminal, JSON, JUnit, charts, gates and plans are made of a view
// alone: they see no trial, so they cannot count anything again.

import type { RunDefinition, ScenarioRecord, Trial } from '../domain/run.ts';
import { type BreakEven, breakEvenTokens } from './analysis/break-even.ts';
import { withoutVoid } from './analysis/counted-trials.ts';
import { differingScenarios, largestChange } from './analysis/differing-scenarios.ts';
import { type ErrorClass, errorClasses } from './analysis/error-classes.ts';
import { findTwins } from './analysis/find-twin.ts';
import { findInvalidArms, type InvalidArm } from './analysis/invalid-arms.ts';
import { type OpenBoundary, openBoundary } from './analysis/open-boundary.ts';
import { type RequestCourse, requestCourses } from './analysis/request-courses.ts';
import { type RequestRows, requestRows } from './analysis/request-rows.ts';
import { groupScenarios, type ScenarioGroup } from './analysis/scenario-groups.ts';
import { countScope, type ScopeNumbers } from './analysis/scope-numbers.ts';
import { type TtftPoint, ttftSpread } from './analysis/ttft-spread.ts';
import { analyseRun, type MeasuredOptions, type MeasuredRun } from './measured/analyse-run.ts';
import { headlineMetrics } from './metrics/registry.ts';
import { plannedTrials } from './variants.ts';

/** Tables of requests on one page: a screen of closed lines, each of which opens. */
const requestTablesMax = 24;
/** Scenarios in a chart over requests: more is a page that nobody scrolls, and megabytes. */
const courseScenariosMax = 4;

export interface ScenarioNumbers extends ScopeNumbers {
  readonly name: string;
  readonly record: ScenarioRecord;
  /** Largest change of uncached tokens that an arm makes, as a share of the baseline. */
  readonly change: number;
}

/** What is said of an arm beside its numbers. */
export interface ArmFacts {
  readonly arm: string;
  /** By the name of each decision metric. */
  readonly groups: Readonly<Record<string, readonly ScenarioGroup[]>>;
  /**
   * The first arm whose every request has the same numbers; null: none before it has, or a trial
   * could not continue: that two arms fail alike is not a finding about either.
   */
  readonly twin: string | null;
  /** null: the price is not known. */
  readonly breakEven: BreakEven | null;
  /** What depends on what begins a user turn; null: nothing. */
  readonly boundary: OpenBoundary | null;
}

/** Request by request under the base variant, for the scenarios that differ most. */
export interface RequestsView {
  /** In the order of the run. */
  readonly tables: readonly { readonly scenario: string; readonly rows: readonly RequestRows[] }[];
  readonly courses: readonly RequestCourse[];
  /** Names of the scenarios that the courses are of, in the order of the run. */
  readonly courseScenarios: readonly string[];
  readonly ttft: readonly TtftPoint[];
}

export interface RunView {
  readonly definition: RunDefinition;
  /** Trials that count, of those that the definition asks for, and their requests. */
  readonly played: {
    readonly trials: number;
    readonly planned: number;
    readonly requests: number;
  };
  readonly whole: ScopeNumbers;
  /** In the order of the run. */
  readonly scenarios: readonly ScenarioNumbers[];
  /** Every arm but the baseline, in the order of the run. */
  readonly facts: readonly ArmFacts[];
  readonly requests: RequestsView;
  /** Arms of which nothing can be said; with one of them the run is invalid. */
  readonly invalid: readonly InvalidArm[];
  /** Of all arms, most frequent first. */
  readonly errors: readonly ErrorClass[];
  /** null: the run is simulated. */
  readonly measured: MeasuredRun | null;
}

function viewRequests(
  definition: RunDefinition,
  scenarios: readonly ScenarioNumbers[],
  trials: readonly Trial[],
): RequestsView {
  const byScenario = Map.groupBy(trials, ({ scenario }) => scenario);
  const charted = differingScenarios(scenarios, courseScenariosMax).map(({ name }) => name);
  return {
    tables: differingScenarios(scenarios, requestTablesMax).map(({ name }) => ({
      scenario: name,
      rows: requestRows(definition, byScenario.get(name) ?? []),
    })),
    courses: requestCourses(definition, charted, trials),
    courseScenarios: charted,
    ttft: ttftSpread(definition, trials),
  };
}

/**
 * @param trials all that were played. Void ones count nowhere; a measured run says how many.
 * @param options of a measured run
 */
export function viewRun(
  definition: RunDefinition,
  trials: readonly Trial[],
  options: MeasuredOptions = { noise: null },
): RunView {
  const counted = withoutVoid(trials);
  const byScenario = Map.groupBy(counted, ({ scenario }) => scenario);
  const whole = countScope(definition, counted);
  const scenarios = definition.scenarios.map((record) => {
    const { name } = record;
    const numbers = countScope(definition, byScenario.get(name) ?? []);
    return { ...numbers, name, record, change: largestChange(definition, numbers) };
  });
  const twins = findTwins(definition, counted);
  return {
    definition,
    played: {
      trials: counted.length,
      planned: plannedTrials(definition),
      requests: counted.flatMap(({ turns }) => turns).length,
    },
    whole,
    scenarios,
    facts: whole.comparisons.map(({ arm, hasStopped }) => ({
      arm,
      groups: Object.fromEntries(
        headlineMetrics.map((metric) => [metric.name, groupScenarios(scenarios, arm, metric)]),
      ),
      twin: hasStopped ? null : (twins.get(arm) ?? null),
      breakEven: breakEvenTokens(definition, whole.variants, arm),
      boundary: openBoundary(definition, arm, counted),
    })),
    requests: viewRequests(definition, scenarios, counted),
    invalid: findInvalidArms(definition, whole.arms),
    errors: errorClasses(counted),
    measured: definition.label === 'measured' ? analyseRun(definition, trials, options) : null,
  };
}
