// Row: cached tokens are told.
import type { Row } from '../../row.ts';
import { countIsTold } from '../usage.ts';

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
  reads: 'anthropic',
  plays: ['tools'],
  judge: (exchanges) => countIsTold(exchanges, 'cachedTokens', 'cached'),
};
