// Requests, retries and recoveries, and tokens by kind.

import type { TurnRecord } from '../../domain/run.ts';
import { sum } from '../../stats/descriptive.ts';
import type { Metric, Unit } from './metric.ts';

function total(name: string, title: string, unit: Unit, of: (turn: TurnRecord) => number): Metric {
  return {
    name,
    title,
    unit,
    isHeadline: false,
    modelled: false,
    isTotal: true,
    isDetail: true,
    compute: ({ turns }) => sum(turns.map(of)),
  };
}

export const requests = total('requests', 'requests', 'requests', () => 1);

export const retries = total('retries', 'retries', 'requests', ({ attempt }) =>
  attempt > 1 ? 1 : 0,
);

/** Retries that were answered: what a refusal cost was one request. */
export const recoveries = total('recoveries', 'recoveries', 'requests', ({ attempt, error }) =>
  attempt > 1 && error === null ? 1 : 0,
);

export const reasoningTokens = total(
  'reasoning_tokens',
  'reasoning tokens produced',
  'tokens',
  ({ usage }) => usage?.reasoningTokens ?? 0,
);

export const visibleOutputTokens = total(
  'visible_output_tokens',
  'output tokens without reasoning',
  'tokens',
  ({ usage }) => (usage === null ? 0 : usage.outputTokens - (usage.reasoningTokens ?? 0)),
);

/** Billed apart by newer models. */
export const cacheWriteTokens = total(
  'cache_write_tokens',
  'cache write tokens',
  'tokens',
  ({ usage }) => usage?.cacheWriteTokens ?? 0,
);

/** Sent, whether or not the backend put it into the prompt. */
export const reasoningTokensSent = total(
  'reasoning_tokens_sent',
  'reasoning tokens sent back',
  'tokens',
  ({ reasoning }) => reasoning.sentTokens,
);
