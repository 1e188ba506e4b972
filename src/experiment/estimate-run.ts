// What a live run would send and cost. The sizes are those of the same sessions on the simulator,
// where the model keeps to the script.

import { costOf } from '../domain/cost.ts';
import type { RunDefinition, Trial } from '../domain/run.ts';
import { type Scenario, stepsInOrder } from '../scenarios/scenario.ts';
import { sum } from '../stats/descriptive.ts';
import { playSimulation } from './play-simulation.ts';

export interface Estimate {
  readonly sessions: number;
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
  readonly costWithoutCacheUsd: number | null;
}

export interface RunEstimate {
  readonly arms: ReadonlyMap<string, Estimate>;
  readonly total: Estimate;
  /** Time in which nothing is sent, ms: users think, tools run. Over all sessions. */
  readonly pausesMs: number;
}

const none: Estimate = {
  sessions: 0,
  requests: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  costWithoutCacheUsd: 0,
};

const plus = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

function add(a: Estimate, b: Estimate): Estimate {
  return {
    sessions: a.sessions + b.sessions,
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: plus(a.costUsd, b.costUsd),
    costWithoutCacheUsd: plus(a.costWithoutCacheUsd, b.costWithoutCacheUsd),
  };
}

/** One simulated session, as often as the run would play it. */
function estimateOf({ turns }: Trial, { price, repeats, cache }: RunDefinition): Estimate {
  const times = repeats * (cache === 'warm' ? 2 : 1);
  return turns.reduce(
    (all, { usage, serviceTier }) => {
      if (usage === null) return add(all, { ...none, requests: times });
      const cold = { ...usage, cachedTokens: 0 };
      return add(all, {
        sessions: 0,
        requests: times,
        inputTokens: times * usage.inputTokens,
        cachedTokens: times * usage.cachedTokens,
        outputTokens: times * usage.outputTokens,
        costUsd: price && times * costOf(usage, price, serviceTier),
        costWithoutCacheUsd: price && times * costOf(cold, price, serviceTier),
      });
    },
    { ...none, sessions: repeats },
  );
}

function pausesOf(scenarios: readonly Scenario[]): number {
  return sum(
    scenarios.flatMap(({ turns }) => [
      ...turns.slice(1).map(({ thinkTimeMs }) => thinkTimeMs),
      ...stepsInOrder(turns).map(({ toolTimeMs }) => toolTimeMs),
    ]),
  );
}

/** Plays the sessions on the simulator; sends nothing. */
export async function estimateRun(
  definition: RunDefinition,
  scenarios: readonly Scenario[],
): Promise<RunEstimate> {
  const { arms, variants, seed, model } = definition;
  const byArm = new Map(arms.map(({ name }) => [name, none]));
  for await (const trial of playSimulation(scenarios, { arms, variants, seed, model })) {
    byArm.set(trial.arm, add(byArm.get(trial.arm) ?? none, estimateOf(trial, definition)));
  }
  return {
    arms: byArm,
    total: [...byArm.values()].reduce(add, none),
    pausesMs: pausesOf(scenarios) * arms.length * definition.repeats,
  };
}
