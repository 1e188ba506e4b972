// Row: output tokens are told with reasoning.
import { blocksOf, clientUsage } from '../../reading/client-answer.ts';
import { lastCall, usageOf } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const usageOutput: Row = {
  id: 'usage-output',
  group: 'answers',
  severity: 'error',
  title: "output tokens are the upstream's, reasoning included",
  checks: "`output_tokens` is the upstream's `output_tokens`.",
  matters: 'Cost and rate limits of the client are computed from the wrong number.',
  sources: ['Anthropic, Messages API: usage'],
  fix: 'Pass `output_tokens` on as it is; reasoning tokens are a part of it.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const call = lastCall(exchange);
      const gave = call === undefined ? null : usageOf(call);
      if (gave === null || blocksOf(exchange) === null) return [];
      const { outputTokens } = clientUsage(exchange);
      const detail = `${gave.outputTokens} tokens upstream, the client is told ${outputTokens}`;
      return failIf(outputTokens !== gave.outputTokens, exchange, detail);
    }),
};
