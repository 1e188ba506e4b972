// Row: output tokens are told with reasoning.
import type { Row } from '../../row.ts';
import { countIsTold } from '../usage.ts';
import { vendorPage } from '../vendor-page.ts';

export const usageOutput: Row = {
  id: 'usage-output',
  group: 'answers',
  severity: 'error',
  title: "output tokens are the upstream's, reasoning included",
  checks: "`output_tokens` is the upstream's `output_tokens`.",
  matters: 'Cost and rate limits of the client are computed from the wrong number.',
  sources: [vendorPage('api/messages/create')],
  fix: 'Pass `output_tokens` on as it is; reasoning tokens are a part of it.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools'],
  judge: (exchanges) => countIsTold(exchanges, 'outputTokens', 'tokens'),
};
