// JSON: what `ab --json` prints. Field names are a contract: add, never rename.

import type { Arm, RunDefinition } from '../../domain/run.ts';
import { snakeCaseKeys } from '../../lib/snake-case-keys.ts';
import type { ArmNumbers } from '../analysis/arm-numbers.ts';
import type { ArmComparison } from '../analysis/compare-arms.ts';
import type { Decomposition } from '../analysis/decompose.ts';
import { baseNumbers } from '../analysis/scope-numbers.ts';
import type { ArmAnalysis } from '../measured/analyse-run.ts';
import { isTested } from '../measured/inference.ts';
import type { ReachedLook } from '../measured/looks.ts';
import type { Metric } from '../metrics/metric.ts';
import { describeWarning } from '../text/describe-warning.ts';
import { baseVariant } from '../variants.ts';
import type { RunView } from '../view.ts';
import type { ReportFormat } from './report-format.ts';

function armJson(arm: Arm, numbers: ArmNumbers): object {
  const { totals, refusals } = numbers;
  return {
    agent: arm.agent,
    options: arm.agent === 'scripted' ? arm.options : null,
    gateway: arm.agent === 'gateway' ? arm.url : null,
    trials: numbers.trials,
    stopped: numbers.stopped,
    turns: numbers.requests,
    cached_ratio: totals['cached_ratio'],
    uncached_input_tokens: totals['uncached_input_tokens'],
    input_tokens: totals['input_tokens'],
    cached_tokens: totals['cached_tokens'],
    output_tokens: totals['output_tokens'],
    reasoning_tokens_replayed: totals['reasoning_tokens_replayed'],
    cost_usd: totals['cost_usd'],
    ttft_ms: { p50: totals['ttft_ms.p50'], p95: totals['ttft_ms.p95'] },
    error_400: {
      sessions: refusals.sessions,
      attempts: refusals.attempts,
      of_sessions: refusals.ofSessions,
      of_attempts: refusals.ofAttempts,
    },
    errors: numbers.errors,
    // Every metric under its name, those above among them.
    metrics: totals,
    decomposition: decompositionJson(numbers.decomposition),
    losses: numbers.losses,
  };
}

function decompositionJson(parts: Decomposition): object {
  return {
    replayed_reasoning: parts.replayedReasoning,
    visible: parts.visible,
    new_tokens: parts.newTokens,
    prefix_lost: parts.prefixLost,
    reused_generation: parts.reusedGeneration,
  };
}

/** @param numbers of every arm, in the order of the run */
function armsJson({ arms }: RunDefinition, numbers: readonly ArmNumbers[]): object {
  return Object.fromEntries(
    arms.flatMap((arm, index) => {
      const own = numbers[index];
      return own === undefined ? [] : [[arm.name, armJson(arm, own)]];
    }),
  );
}

function comparisonsJson({ arm, baseline, metrics }: ArmComparison): object[] {
  return metrics.map(({ metric, effect, low, high, direction, byVariant }) => ({
    arm,
    baseline,
    metric: metric.name,
    effect,
    low,
    high,
    kind: 'sensitivity',
    p: null,
    verdict: null,
    direction,
    by_variant: Object.fromEntries(
      byVariant.map(({ variant, difference }) => [variant, difference]),
    ),
  }));
}

/**
 * Sessions of one arm against the baseline's, each metric with its interval; tests as on the page.
 */
function measuredJson(found: ArmAnalysis): object[] {
  const testOf = (metric: Metric, p: number): number | null =>
    found.mayInfer && isTested(metric) ? p : null;
  return found.analyses.map(({ analysis, verdict, adjustedP }) => ({
    arm: found.arm,
    baseline: found.baseline,
    metric: analysis.metric.name,
    effect: analysis.effect,
    low: analysis.low,
    high: analysis.high,
    kind: 'interval',
    scale: analysis.scale,
    level: analysis.level,
    p: testOf(analysis.metric, analysis.p),
    p_sign_flip: testOf(analysis.metric, analysis.signFlipP),
    p_wilcoxon: testOf(analysis.metric, analysis.wilcoxonP),
    p_holm: adjustedP,
    n: analysis.clusters,
    pairs: analysis.pairs,
    minimum_detectable: analysis.minimumDetectable,
    verdict,
  }));
}

function lookJson({ number, of, repeats, level, equivalenceLevel }: ReachedLook): object {
  return { number, of, repeats, level, equivalence_level: equivalenceLevel };
}

function armVerdictJson(found: ArmAnalysis): object {
  return {
    arm: found.arm,
    verdict: found.verdict,
    scope: found.scope,
    look: found.look && lookJson(found.look),
    clusters: found.clusters,
    pairs: found.pairs,
    complete_pairs: found.completePairs,
    attrition: found.attrition,
    warnings: found.warnings.map((warning) => ({ ...warning, text: describeWarning(warning) })),
  };
}

/**
 * The result of a run. `arms` holds the base variant; `variants` every one.
 * @param report path of the written report, null when none was written
 */
export function renderJson(view: RunView, report: string | null): object {
  const { definition, whole, measured, invalid } = view;
  return {
    schema_version: 1,
    run: definition.id,
    backend: definition.backend,
    label: definition.label,
    model: definition.model,
    seed: definition.seed,
    baseline: definition.baseline,
    base_variant: baseVariant(definition).name,
    invalid,
    arms: armsJson(definition, baseNumbers(whole)),
    comparisons: measured?.arms.flatMap(measuredJson) ?? whole.comparisons.flatMap(comparisonsJson),
    ...(measured === null ? {} : { verdicts: measured.arms.map(armVerdictJson) }),
    break_even_output_tokens_per_call: Object.fromEntries(
      view.facts.map(({ arm, breakEven }) => [arm, breakEven]),
    ),
    variants: whole.variants.map(({ variant: { name, parameters }, arms }) => ({
      name,
      parameters,
      arms: armsJson(definition, arms),
    })),
    scenarios: view.scenarios.map((scenario) => ({
      name: scenario.name,
      arms: armsJson(definition, baseNumbers(scenario)),
      comparisons: measured === null ? scenario.comparisons.flatMap(comparisonsJson) : [],
    })),
    parameters: definition.parameters,
    profile: definition.profile,
    price: snakeCaseKeys(definition.price),
    versions: definition.versions,
    command: definition.command,
    report,
  };
}

export const jsonFormat: ReportFormat = {
  description: 'JSON on stdout',
  target: 'stdout',
  render: ({ view }) => [{ name: 'report.json', text: JSON.stringify(renderJson(view, null)) }],
};
