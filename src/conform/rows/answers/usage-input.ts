// Row: input tokens are told without the cached ones.
import { blocksOf, clientUsage } from '../../reading/client-answer.ts';
import { lastCall, usageOf } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

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
  plays: ['tools'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const call = lastCall(exchange);
      const gave = call === undefined ? null : usageOf(call);
      if (gave === null || blocksOf(exchange) === null) return [];
      const { inputTokens } = clientUsage(exchange);
      const detail = `${gave.inputTokens} tokens upstream, the client is told ${inputTokens}`;
      return failIf(inputTokens !== gave.inputTokens, exchange, detail);
    }),
};
