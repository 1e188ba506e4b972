// The reasoning that was sent back and became part of the prompts.

import { sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

/**
 * Reasoning of earlier responses in the prompts, in tokens as those responses counted them. What
 * was sent but left out of the prompt by the backend does not count.
 */
export const reasoningTokensReplayed: Metric = {
  name: 'reasoning_tokens_replayed',
  title: 'replayed reasoning tokens',
  unit: 'tokens',
  isHeadline: false,
  modelled: false,
  isTotal: true,
  compute: ({ turns }) =>
    sum(turns.map(({ usage, reasoning }) => (usage === null ? 0 : reasoning.countedTokens))),
};
