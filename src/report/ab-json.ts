// What `ab --json` prints. Field names are a contract: add, never rename.

import type { Arm, RunDefinition, Trial } from '../domain/run.ts';
import { breakEvenTokens } from './break-even.ts';
import { type Comparison, compareArms, measure, trialsOf } from './compare-arms.ts';
import { type Decomposition, decompose } from './decompose.ts';
import { errorClasses } from './error-classes.ts';
import { type ArmAnalysis, analyseRun, type MeasuredOptions } from './measured/analyse-run.ts';
import { isTested } from './measured/inference.ts';
import type { ReachedLook } from './measured/looks.ts';
import { withoutVoid } from './measured/session-pairs.ts';
import { describeWarning } from './measured/warnings.ts';
import { isFirstAttempt400 } from './metrics/error-400.ts';
import type { Metric } from './metrics/metric.ts';
import { metrics } from './metrics/registry.ts';
import { baseVariant } from './variants.ts';

function armJson(definition: RunDefinition, trials: readonly Trial[], arm: Arm): object {
  const turns = trials.flatMap((trial) => trial.turns);
  const value = (name: string): number | null => {
    const metric = metrics.find((candidate) => candidate.name === name);
    return metric ? measure(metric, trials, definition) : null;
  };
  return {
    agent: arm.agent,
    options: arm.agent === 'scripted' ? arm.options : null,
    gateway: arm.agent === 'gateway' ? arm.url : null,
    trials: trials.length,
    stopped: trials.filter(({ outcome }) => outcome === 'stopped').length,
    turns: turns.length,
    cached_ratio: value('cached_ratio'),
    uncached_input_tokens: value('uncached_input_tokens'),
    input_tokens: value('input_tokens'),
    cached_tokens: value('cached_tokens'),
    output_tokens: value('output_tokens'),
    reasoning_tokens_replayed: value('reasoning_tokens_replayed'),
    cost_usd: value('cost_usd'),
    ttft_ms: { p50: value('ttft_ms.p50'), p95: value('ttft_ms.p95') },
    error_400: {
      sessions: trials.filter((trial) => trial.turns.some(isFirstAttempt400)).length,
      attempts: turns.filter(isFirstAttempt400).length,
      of_sessions: trials.length,
      of_attempts: turns.filter(({ attempt }) => attempt === 1).length,
    },
    errors: errorClasses(trials),
    // Every metric under its name, those above among them.
    metrics: Object.fromEntries(metrics.map(({ name }) => [name, value(name)])),
    decomposition: decompositionJson(decompose(trials)),
    losses: countLosses(trials),
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

/** Losses by feature over all requests of the trials. */
export function countLosses(trials: readonly Trial[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { losses } of trials.flatMap(({ turns }) => turns)) {
    for (const [feature, count] of Object.entries(losses)) {
      counts[feature] = (counts[feature] ?? 0) + count;
    }
  }
  return counts;
}

function armsJson(definition: RunDefinition, trials: readonly Trial[], variant: string): object {
  return Object.fromEntries(
    definition.arms.map((arm) => [
      arm.name,
      armJson(definition, trialsOf(trials, arm.name, variant), arm),
    ]),
  );
}

function comparisonJson(comparison: Comparison): object {
  return {
    arm: comparison.arm,
    baseline: comparison.baseline,
    metric: comparison.metric.name,
    effect: comparison.effect,
    low: comparison.low,
    high: comparison.high,
    kind: 'sensitivity',
    p: null,
    verdict: null,
    direction: comparison.direction,
    by_variant: comparison.byVariant,
  };
}

/** Sessions of one arm against the baseline's, each metric with its interval; tests as on the page. */
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
 * @param report path of the markdown report, null when none was written
 */
export function renderAbJson(
  definition: RunDefinition,
  trials: readonly Trial[],
  report: string | null,
  measured: MeasuredOptions = { noise: null },
): object {
  const analyses =
    definition.label === 'measured' ? analyseRun(definition, trials, measured) : null;
  const counted = withoutVoid(trials);
  const ofScenario = (name: string): Trial[] => counted.filter(({ scenario }) => scenario === name);
  const base = baseVariant(definition).name;
  return {
    schema_version: 1,
    run: definition.id,
    backend: definition.backend,
    label: definition.label,
    model: definition.model,
    seed: definition.seed,
    baseline: definition.baseline,
    base_variant: base,
    arms: armsJson(definition, counted, base),
    comparisons:
      analyses?.flatMap(measuredJson) ?? compareArms(definition, trials).map(comparisonJson),
    ...(analyses === null ? {} : { verdicts: analyses.map(armVerdictJson) }),
    break_even_output_tokens_per_call: Object.fromEntries(
      definition.arms
        .filter(({ name }) => name !== definition.baseline)
        .map(({ name }) => [name, breakEvenTokens(definition, trials, name)]),
    ),
    variants: definition.variants.map(({ name, parameters }) => ({
      name,
      parameters,
      arms: armsJson(definition, counted, name),
    })),
    scenarios: definition.scenarios.map(({ name }) => ({
      name,
      arms: armsJson(definition, ofScenario(name), base),
      comparisons:
        analyses === null ? compareArms(definition, ofScenario(name)).map(comparisonJson) : [],
    })),
    parameters: definition.parameters,
    profile: definition.profile,
    price: definition.price,
    versions: definition.versions,
    command: definition.command,
    report,
  };
}
