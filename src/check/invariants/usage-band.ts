import { promptTokens, renderRequest } from '../../cache-model/prompt-tokens.ts';
import type { Invariant } from './invariant.ts';

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

export const usageBand: Invariant = {
  name: 'usage-band',
  law: 'The prompt has about the tokens that the recorded answer reports (band in meta.json).',
  check: ({ turns, tokenizer, usageBand: band }) =>
    turns.flatMap(({ number, request, recordedInputTokens: recorded }) => {
      if (band === undefined || recorded === undefined) return [];
      const tokens = promptTokens(renderRequest(request), tokenizer);
      const distance = Math.abs(tokens / recorded - 1);
      if (distance <= band) return [];
      const detail = `${tokens} tokens, ${percent(distance)} from the recorded ${recorded}; ${percent(band)} is allowed`;
      return [{ turn: number, pointer: '', detail }];
    }),
};
