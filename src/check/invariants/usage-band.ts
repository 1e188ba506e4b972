// Invariant: reported input tokens are near the local count of the prompt.
import { promptTokens, renderRequest } from '../../cache-model/prompt-tokens.ts';
import { formatPercent } from '../../lib/format-number.ts';
import type { Invariant } from './invariant.ts';

export const usageBand: Invariant = {
  name: 'usage-band',
  law: 'The prompt has about the tokens that the recorded answer reports (band in meta.json).',
  check: ({ turns, tokenizer, usageBand: band }) =>
    turns.flatMap(({ number, request, recordedInputTokens: recorded }) => {
      if (band === undefined || recorded === undefined) return [];
      const tokens = promptTokens(renderRequest(request), tokenizer);
      const distance = Math.abs(tokens / recorded - 1);
      if (distance <= band) return [];
      const detail = `${tokens} tokens, ${formatPercent(distance, 0)} from the recorded ${recorded}; ${formatPercent(band, 0)} is allowed`;
      return [{ turn: number, pointer: '', detail }];
    }),
};
