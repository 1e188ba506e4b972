// Gates on a run. Simulated: each scenario for itself, and it fails only where every assumption
// says so. Measured: it fails when the whole interval is refused; an interval across the limit
// decides nothing.

import { formatPercent } from '../../lib/format-number.ts';
import { type ArmComparison, findComparison } from '../analysis/compare-arms.ts';
import { formatLevel } from '../format.ts';
import type { MetricAnalysis } from '../measured/analyse-metric.ts';
import type { ArmAnalysis } from '../measured/analyse-run.ts';
import type { RunView } from '../view.ts';
import { type Gate, isRefused } from './gate.ts';

export interface GateResult {
  readonly gate: Gate;
  readonly arm: string;
  /** null: over the whole run. */
  readonly scenario: string | null;
  readonly status: 'passed' | 'failed' | 'inconclusive';
  readonly message: string;
}

function statusOf(refused: readonly boolean[]): GateResult['status'] {
  if (refused.length === 0) return 'inconclusive';
  if (refused.every(Boolean)) return 'failed';
  return refused.some(Boolean) ? 'inconclusive' : 'passed';
}

function show(gate: Gate, value: number): string {
  if (gate.isAbsolute) return String(Number(value.toFixed(4)));
  const sign = value > 0 ? '+' : '';
  return gate.isShare ? `${sign}${formatPercent(value, 2)}` : `${sign}${Number(value.toFixed(6))}`;
}

/** As the gate counts, one per variant: shares of the baseline, differences, or the arm's own. */
function valuesOf(gate: Gate, comparison: ArmComparison): (number | null)[] {
  const isShare = gate.isShare && gate.metric.unit !== 'fraction';
  const effects = findComparison(comparison, gate.metric)?.byVariant ?? [];
  if (gate.isAbsolute) return effects.map(({ value }) => value);
  return effects.map(({ difference, share }) =>
    difference === 0 || !isShare ? difference : share,
  );
}

function simulatedResult(gate: Gate, scenario: string, comparison: ArmComparison): GateResult {
  const result = { gate, arm: comparison.arm, scenario };
  // A trial that ended early needed less of everything; what can be counted is that it did.
  const isCount = gate.metric.unit === 'requests' || gate.metric.unit === 'count';
  if (!isCount && comparison.hasStopped) {
    const message = `${scenario}: not comparable, since a trial could not continue (simulated)`;
    return { ...result, status: 'inconclusive', message };
  }
  const values = valuesOf(gate, comparison);
  const known = values.filter((value) => value !== null);
  if (known.length === 0) {
    const message = `${scenario}: not comparable (simulated)`;
    return { ...result, status: 'inconclusive', message };
  }
  const status =
    known.length < values.length
      ? 'inconclusive'
      : statusOf(known.map((value) => isRefused(gate, value)));
  const range = `${show(gate, Math.min(...known))} to ${show(gate, Math.max(...known))}`;
  const message = `${scenario}: ${range} over ${known.length} assumption(s) (simulated)`;
  return { ...result, status, message };
}

/** The interval as the gate counts: shares of the baseline, or as measured. */
function limitsOf(gate: Gate, analysis: MetricAnalysis): readonly [number, number] | null {
  const { low, high, scale, baselineMean, metric } = analysis;
  // The baseline's mean is taken as it is: what is uncertain is the difference to it.
  if (gate.isAbsolute) {
    return baselineMean === null ? null : [baselineMean + low, baselineMean + high];
  }
  if (scale === 'ratio') return gate.isShare ? [low - 1, high - 1] : null;
  if (!gate.isShare || metric.unit === 'fraction') return [low, high];
  return baselineMean ? [low / baselineMean, high / baselineMean] : null;
}

function measuredResult(gate: Gate, found: ArmAnalysis): GateResult {
  const result = { gate, arm: found.arm, scenario: null };
  const analysis = found.analyses.find(
    ({ analysis: { metric } }) => metric === gate.metric,
  )?.analysis;
  const limits = analysis && limitsOf(gate, analysis);
  if (!limits) {
    const message = 'cannot be compared on this run (measured)';
    return { ...result, status: 'inconclusive', message };
  }
  const interval = `${formatLevel(analysis.level)} interval ${show(gate, limits[0])} to ${show(gate, limits[1])} (measured, n = ${found.clusters})`;
  if (!found.mayInfer) {
    return { ...result, status: 'inconclusive', message: `${interval}: too little to infer from` };
  }
  return {
    ...result,
    status: statusOf(limits.map((limit) => isRefused(gate, limit))),
    message: interval,
  };
}

/** What passes on an invalid run is open: what did not take place keeps every limit. */
function withoutInvalid(result: GateResult, { invalid, definition }: RunView): GateResult {
  const found = invalid.find(({ arm }) => arm === result.arm || arm === definition.baseline);
  if (found === undefined || result.status !== 'passed') return result;
  const message = `the run is invalid: \`${found.arm}\` ${found.problem}`;
  return { ...result, status: 'inconclusive', message };
}

/** One result for each gate and arm; on a simulated run for each scenario too. */
export function evaluateGates(gates: readonly Gate[], view: RunView): GateResult[] {
  const { measured, scenarios } = view;
  return gates
    .flatMap((gate) =>
      view.facts
        .filter(({ arm }) => (gate.arm ?? arm) === arm)
        .flatMap(({ arm }) =>
          measured === null
            ? scenarios.flatMap(({ name, comparisons }) =>
                comparisons
                  .filter((comparison) => comparison.arm === arm)
                  .map((comparison) => simulatedResult(gate, name, comparison)),
              )
            : measured.arms
                .filter((found) => found.arm === arm)
                .map((found) => measuredResult(gate, found)),
        ),
    )
    .map((result) => withoutInvalid(result, view));
}

/** 0 passed, 1 failed, 3 nothing decided (0 when that is allowed). */
export function gateExitCode(
  results: readonly GateResult[],
  allowInconclusive: boolean,
): 0 | 1 | 3 {
  if (results.some(({ status }) => status === 'failed')) return 1;
  const isOpen = results.some(({ status }) => status === 'inconclusive');
  return isOpen && !allowInconclusive ? 3 : 0;
}
