// What a measured comparison of n sessions could find, and what it would cost, from a pilot.

import { ratio, sum } from '../stats/descriptive.ts';
import { minimumDetectableEffect } from '../stats/power.ts';
import { plannedSd } from '../stats/variance-components.ts';
import { numbersOf } from './analysis/arm-numbers.ts';
import { formatLevel } from './format.ts';
import { type PlannedLook, plannedLooks } from './measured/looks.ts';
import { costUsd } from './metrics/cost-usd.ts';
import type { Metric } from './metrics/metric.ts';
import { headlineMetrics } from './metrics/registry.ts';
import type { RunView } from './view.ts';

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

/** Of an upper limit of a standard deviation: four of five plans then keep their promise. */
const planLevel = 0.8;

/**
 * The largest upper limit of the arms' standard deviations at this number of repeats; null: the
 * pilot has none.
 */
function pilotSd({ measured }: RunView, metric: Metric, repeats: number): number | null {
  const limits = (measured?.arms ?? []).flatMap(({ analyses }) => {
    const found = analyses.find(({ analysis }) => analysis.metric === metric)?.analysis;
    const planned = found && plannedSd(found.byCluster, repeats, planLevel);
    return planned ? [planned.upper] : [];
  });
  return limits.length === 0 ? null : Math.max(...limits);
}

/**
 * Decision metrics with the standard deviation to plan with: the pilot's 80% upper limit, or a
 * given share of the baseline where the pilot has none (a simulated one never does).
 */
function plannedMetrics(view: RunView, repeats: number, sdShare: number | null): PlannedMetric[] {
  const { trials, means } = numbersOf(view.whole.arms, view.definition.baseline);
  return headlineMetrics.flatMap((metric) => {
    const baselineMean = means[metric.name] ?? null;
    if (baselineMean === null || trials === 0) return [];
    if (sdShare !== null) {
      const sdSource = `given: ${formatLevel(sdShare)} of the baseline`;
      return [{ metric, baselineMean, sd: sdShare * Math.abs(baselineMean), sdSource }];
    }
    const sd = pilotSd(view, metric, repeats);
    const sdSource = `80% upper limit of the pilot's for ${repeats} repeats, the largest of its arms`;
    return sd === null ? [] : [{ metric, baselineMean, sd, sdSource }];
  });
}

/** USD of a mean trial of any arm; null: the price is not known. */
function costOfTrial({ whole, played }: RunView): number | null {
  const costs = whole.arms.map(({ totals }) => totals[costUsd.name] ?? null);
  const known = costs.filter((cost) => cost !== null);
  return known.length < costs.length || played.trials === 0 ? null : sum(known) / played.trials;
}

/**
 * @param view of the pilot
 * @param options.sdShare share of the baseline; null: from the pilot
 */
export function planSessions(
  view: RunView,
  options: {
    readonly sessions: readonly number[];
    readonly repeats: number;
    readonly sdShare: number | null;
    readonly looks: number;
  },
): SessionPlan {
  const chosen = plannedMetrics(view, options.repeats, options.sdShare);
  const perTrial = costOfTrial(view);
  const requests = ratio(view.played.requests, view.played.trials) ?? 0;
  const looks = plannedLooks(options.repeats, options.looks);
  // Of the last analysis alone: the earlier ones find a little more. Of several arms, the first
  // that Holm's adjustment looks at needs this level.
  const compared = Math.max(1, view.definition.arms.length - 1);
  const alpha = (looks.at(-1)?.alpha ?? 0.05) / compared;
  const rows = options.sessions.map((sessions) => {
    const played = sessions * options.repeats * view.definition.arms.length;
    const detectable = chosen.map(({ metric, sd }) => [
      metric.name,
      minimumDetectableEffect(sd, sessions, { alpha }) ?? 0,
    ]);
    return {
      sessions,
      detectable: Object.fromEntries(detectable),
      trials: played,
      requests: Math.ceil(played * requests),
      costUsd: perTrial === null ? null : played * perTrial,
    };
  });
  return { metrics: chosen, rows, looks };
}
