// Row: cached tokens are told.
import { blocksOf, clientUsage } from '../../reading/client-answer.ts';
import { lastCall, usageOf } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const usageCached: Row = {
  id: 'usage-cached',
  group: 'answers',
  severity: 'error',
  title: 'cached tokens reach the client',
  checks: "`cache_read_input_tokens` is the upstream's `cached_tokens`.",
  matters: 'Users see a cache that never hits, and look for a fault that is not there.',
  sources: [
    'https://github.com/BerriAI/litellm/issues/36091',
    'https://github.com/teamchong/pxpipe/pull/161',
  ],
  fix: 'Write `input_tokens_details.cached_tokens` to `cache_read_input_tokens`.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const call = lastCall(exchange);
      const gave = call === undefined ? null : usageOf(call);
      if (gave === null || blocksOf(exchange) === null) return [];
      const { cachedTokens } = clientUsage(exchange);
      const detail = `${gave.cachedTokens} cached upstream, the client is told ${cachedTokens}`;
      return failIf(cachedTokens !== gave.cachedTokens, exchange, detail);
    }),
};
