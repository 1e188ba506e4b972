// The cached ratio where it differs: without the first request, after a user's message, after a
// tool's result, and at its worst.

import type { TurnRecord } from '../../domain/run.ts';
import { rangeOf } from '../../stats/descriptive.ts';
import { cachedRatio } from './cached-ratio.ts';
import type { Metric } from './metric.ts';

function of(name: string, title: string, belongs: (turn: TurnRecord) => boolean): Metric {
  return {
    ...cachedRatio,
    name: `cached_ratio.${name}`,
    title: `cached ratio, ${title}`,
    isDetail: true,
    compute: (input) => cachedRatio.compute({ ...input, turns: input.turns.filter(belongs) }),
  };
}

/** A first request is never cached: without it, the ratio says how well the history was kept. */
export const steadyRatio = of('steady', 'without first requests', ({ seq }) => seq > 0);

/**
 * The first request of every later user turn: after a pause, and where history may be re-rendered.
 */
export const userTurnRatio = of(
  'user_turns',
  'first request of later user turns',
  ({ userTurn, step }) => userTurn > 0 && step === 0,
);

export const toolTurnRatio = of('tool_turns', 'after tool results', ({ step }) => step > 0);

/** Smallest ratio of any request but a first one. */
export const worstTurnRatio: Metric = {
  ...cachedRatio,
  name: 'cached_ratio.worst_turn',
  title: 'cached ratio, worst request',
  isDetail: true,
  compute: (input) => {
    const ratios = input.turns
      .filter(({ seq }) => seq > 0)
      .map((turn) => cachedRatio.compute({ ...input, turns: [turn] }))
      .filter((value) => value !== null);
    return rangeOf(ratios)?.low ?? null;
  },
};
