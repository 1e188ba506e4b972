// Times beside the time to first token. A percentile is over the requests that have one.

import type { TurnRecord } from '../../domain/run.ts';
import { median, sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

const time = {
  unit: 'ms',
  isHeadline: false,
  modelled: true,
  isTotal: false,
  isDetail: true,
} as const;

function medianTime(
  name: string,
  title: string,
  of: (turn: TurnRecord) => number | null | undefined,
): Metric {
  return {
    ...time,
    name,
    title,
    compute: ({ turns }) => median(turns.map(of).filter((value) => typeof value === 'number')),
  };
}

/**
 * Without a reasoning summary the first delta comes after all hidden reasoning: this comes before.
 */
export const firstItem = medianTime(
  'first_item_ms.p50',
  'time to first output item, p50',
  ({ firstItemMs }) => firstItemMs,
);

export const firstText = medianTime(
  'first_text_ms.p50',
  'time to first visible text, p50',
  ({ firstTextMs }) => firstTextMs,
);

/** From the first to the last output delta, per further output token. */
export const timePerOutputToken = medianTime(
  'tpot_ms.p50',
  'time per output token, p50',
  ({ ttftMs, lastOutputMs, usage }) =>
    usage === null || usage.outputTokens < 2 || ttftMs === null || typeof lastOutputMs !== 'number'
      ? null
      : (lastOutputMs - ttftMs) / (usage.outputTokens - 1),
);

export const turnTime = medianTime(
  'turn_ms.p50',
  'time of a request, p50',
  ({ totalMs }) => totalMs,
);

/** Requests only: what tools and people take is not in it. */
export const sessionTime: Metric = {
  ...time,
  name: 'session_ms',
  title: 'time of all requests of a trial',
  isTotal: true,
  compute: ({ turns }) => sum(turns.map(({ totalMs }) => totalMs)),
};
