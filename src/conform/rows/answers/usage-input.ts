// Row: input tokens are told without the cached ones.
import type { Row } from '../../row.ts';
import { countIsTold } from '../usage.ts';

export const usageInput: Row = {
  id: 'usage-input',
  group: 'answers',
  severity: 'error',
  title: 'input tokens add up',
  checks: "`input_tokens` and the cache's two counters together are the upstream's input tokens.",
  matters: 'The client shows and bills cached tokens twice, and compacts too early.',
  sources: ['https://github.com/BerriAI/litellm/issues/36091'],
  fix: 'Take `cached_tokens` out of `input_tokens`: the Messages API counts them apart.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools'],
  judge: (exchanges) => countIsTold(exchanges, 'inputTokens', 'tokens'),
};
