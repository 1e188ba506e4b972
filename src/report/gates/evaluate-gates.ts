// Gates on a run. Simulated: each scenario for itself, and it fails only where every assumption says
// so. Measured: it fails when the whole interval is refused; an interval across the limit decides
// nothing.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { formatPercent } from '../../lib/format-number.ts';
import { compareArm, measureSession, trialsOf } from '../compare-arms.ts';
import { formatLevel } from '../format.ts';
import { hasStopped } from '../headline.ts';
import type { MetricAnalysis } from '../measured/analyse-metric.ts';
import { analyseArm, type MeasuredOptions } from '../measured/analyse-run.ts';
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
  const sign = value > 0 ? '+' : '';
  return gate.isShare ? `${sign}${formatPercent(value, 2)}` : `${sign}${Number(value.toFixed(6))}`;
}

function simulatedResult(
  gate: Gate,
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
  scenario: string,
): GateResult {
  const own = trials.filter((trial) => trial.scenario === scenario);
  // A session that ended early needed less of everything; what can be counted is that it did.
  const isCount = gate.metric.unit === 'requests' || gate.metric.unit === 'count';
  if (!isCount && hasStopped(own, arm, definition.baseline)) {
    const message = `${scenario}: not comparable, since a session could not go on (simulated)`;
    return { ...{ gate, arm, scenario, message }, status: 'inconclusive' };
  }
  const comparison = compareArm(definition, own, arm).find(({ metric }) => metric === gate.metric);
  const values = definition.variants.map(({ name }) => {
    const difference = comparison?.byVariant[name] ?? null;
    if (difference === null || !gate.isShare || gate.metric.unit === 'fraction') return difference;
    const base = measureSession(gate.metric, trialsOf(own, definition.baseline, name), definition);
    if (difference === 0) return 0;
    return base ? difference / base : null;
  });
  const known = values.filter((value) => value !== null);
  const status =
    known.length < values.length
      ? 'inconclusive'
      : statusOf(known.map((value) => isRefused(gate, value)));
  const range =
    known.length === 0
      ? 'not comparable'
      : `${show(gate, Math.min(...known))} to ${show(gate, Math.max(...known))} over ${known.length} assumption(s)`;
  return { ...{ gate, arm, scenario, status }, message: `${scenario}: ${range} (simulated)` };
}

/** The interval as the gate counts: shares of the baseline, or as measured. */
function limitsOf(gate: Gate, analysis: MetricAnalysis): readonly [number, number] | null {
  const { low, high, scale, baselineMean, metric } = analysis;
  if (scale === 'ratio') return gate.isShare ? [low - 1, high - 1] : null;
  if (!gate.isShare || metric.unit === 'fraction') return [low, high];
  return baselineMean ? [low / baselineMean, high / baselineMean] : null;
}

function measuredResult(
  gate: Gate,
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
  measured: MeasuredOptions,
): GateResult {
  const found = analyseArm(definition, trials, arm, measured);
  const analysis = found.analyses.find(({ analysis: { metric } }) => metric === gate.metric);
  const limits = analysis === undefined ? null : limitsOf(gate, analysis.analysis);
  const base = { gate, arm, scenario: null };
  if (limits === null) {
    return {
      ...base,
      status: 'inconclusive',
      message: 'cannot be compared on this run (measured)',
    };
  }
  const interval = `${formatLevel(analysis?.analysis.level ?? 0)} interval ${show(gate, limits[0])} to ${show(gate, limits[1])} (measured, n = ${found.clusters})`;
  if (!found.mayInfer) {
    return { ...base, status: 'inconclusive', message: `${interval}: too little to infer from` };
  }
  const status = statusOf(limits.map((limit) => isRefused(gate, limit)));
  return { ...base, status, message: interval };
}

export function evaluateGates(
  gates: readonly Gate[],
  definition: RunDefinition,
  trials: readonly Trial[],
  measured: MeasuredOptions,
): GateResult[] {
  return gates.flatMap((gate) =>
    definition.arms
      .filter(({ name }) => name !== definition.baseline && (gate.arm ?? name) === name)
      .flatMap(({ name }) =>
        definition.label === 'measured'
          ? [measuredResult(gate, definition, trials, name, measured)]
          : definition.scenarios.map((scenario) =>
              simulatedResult(gate, definition, trials, name, scenario.name),
            ),
      ),
  );
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
