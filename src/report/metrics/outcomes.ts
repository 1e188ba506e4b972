// What became of reasoning, and of what the user asked for. null for runs that did not note it.

import type { TurnRecord } from '../../domain/run.ts';
import { sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

function noted(
  name: string,
  title: string,
  of: (turn: TurnRecord) => number | null | undefined,
): Metric {
  return {
    name,
    title,
    unit: 'count',
    isHeadline: false,
    modelled: false,
    isTotal: true,
    isDetail: true,
    compute: ({ turns }) => {
      const known = turns.map(of).filter((value) => typeof value === 'number');
      return known.length === 0 ? null : sum(known);
    },
  };
}

/**
 * Answers that end what a user asked for: the model made no further call. Subagents do not count.
 */
export const userTurnsCompleted = noted(
  'user_turns_completed',
  'user turns brought to an end',
  ({ calls, conversation }) =>
    typeof calls !== 'number' ? calls : conversation === undefined && calls === 0 ? 1 : 0,
);

export const reasoningItemsReturned = noted(
  'reasoning_items_returned',
  'reasoning items that came back',
  ({ reasoningItems }) => reasoningItems?.returned,
);

export const reasoningItemsReplayed = noted(
  'reasoning_items_replayed',
  'reasoning items sent back',
  ({ reasoningItems }) => reasoningItems?.replayed,
);

/**
 * In requests that were refused with 400, whatever for: a retry without them is another request.
 */
export const reasoningItemsRefused = noted(
  'reasoning_items_refused',
  'reasoning items in refused requests',
  ({ reasoningItems, status }) =>
    reasoningItems === undefined ? undefined : status === 400 ? reasoningItems.replayed : 0,
);
