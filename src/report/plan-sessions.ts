// What a measured comparison of n sessions could find, and what it would cost, from a pilot.

import type { RunDefinition, Trial } from '../domain/run.ts';
import { mean } from '../stats/moments.ts';
import { minimumDetectableEffect, sdUpperLimit } from '../stats/power.ts';
import { measure } from './compare-arms.ts';
import { analyseArm } from './measured/analyse-run.ts';
import { type PlannedLook, plannedLooks } from './measured/looks.ts';
import { costUsd } from './metrics/cost-usd.ts';
import type { Metric } from './metrics/metric.ts';
import { metrics } from './metrics/registry.ts';

export interface PlannedMetric {
  readonly metric: Metric;
  readonly baselineMean: number;
  /** Standard deviation of the differences between sessions that is planned with. */
  readonly sd: number;
  readonly sdSource: string;
}

export interface PlanRow {
  readonly sessions: number;
  /** By metric name, in the metric's unit. */
  readonly detectable: Readonly<Record<string, number>>;
  readonly trials: number;
  readonly requests: number;
  readonly costUsd: number | null;
}

export interface SessionPlan {
  readonly metrics: readonly PlannedMetric[];
  readonly rows: readonly PlanRow[];
  /** One, unless more were asked for. */
  readonly looks: readonly PlannedLook[];
}

/**
 * Decision metrics with the standard deviation to plan with: the pilot's 80% upper limit, or a
 * given share of the baseline where the pilot has none (a simulated one never does).
 */
function plannedMetrics(
  definition: RunDefinition,
  trials: readonly Trial[],
  sdShare: number | null,
): PlannedMetric[] {
  const base = trials.filter(({ arm }) => arm === definition.baseline);
  return metrics
    .filter(({ decides }) => decides)
    .flatMap((metric) => {
      const total = measure(metric, base, definition);
      if (total === null || base.length === 0) return [];
      const baselineMean = total / base.length;
      if (sdShare !== null) {
        const sdSource = `given: ${100 * sdShare}% of the baseline`;
        return [{ metric, baselineMean, sd: sdShare * Math.abs(baselineMean), sdSource }];
      }
      if (definition.label !== 'measured') return [];
      const limits = definition.arms
        .filter(({ name }) => name !== definition.baseline)
        .flatMap(({ name }) => {
          const found = analyseArm(definition, trials, name, { noise: null });
          const own = found.analyses.find(({ analysis }) => analysis.metric === metric)?.analysis;
          return own === undefined ? [] : [sdUpperLimit(own.sd, own.clusters) ?? own.sd];
        });
      if (limits.length === 0) return [];
      const sdSource = "80% upper limit of the pilot's, the largest of its arms";
      return [{ metric, baselineMean, sd: Math.max(...limits), sdSource }];
    });
}

/** @param sdShare share of the baseline; null: from the pilot */
export function planSessions(
  definition: RunDefinition,
  trials: readonly Trial[],
  options: {
    readonly sessions: readonly number[];
    readonly repeats: number;
    readonly sdShare: number | null;
    readonly looks: number;
  },
): SessionPlan {
  const chosen = plannedMetrics(definition, trials, options.sdShare);
  const costs = trials
    .map((trial) => measure(costUsd, [trial], definition))
    .filter((cost) => cost !== null);
  const perTrial = mean(costs);
  const requests = mean(trials.map(({ turns }) => turns.length)) ?? 0;
  const looks = plannedLooks(options.repeats, options.looks);
  // Of the last look alone: the earlier ones find a little more.
  const alpha = looks.at(-1)?.alpha ?? 0.05;
  const rows = options.sessions.map((sessions) => {
    const played = sessions * options.repeats * definition.arms.length;
    return {
      sessions,
      detectable: Object.fromEntries(
        chosen.map(({ metric, sd }) => [
          metric.name,
          minimumDetectableEffect(sd, sessions, { alpha }) ?? 0,
        ]),
      ),
      trials: played,
      requests: Math.ceil(played * requests),
      costUsd: perTrial === null ? null : played * perTrial,
    };
  });
  return { metrics: chosen, rows, looks };
}
