// Row: the billing line does not change the prompt.
import { prefixLaw } from '../../../check/invariants/prefix-law.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';

export const billingLine: Row = {
  id: 'billing-line',
  group: 'prefix',
  severity: 'error',
  title: 'a billing line that changes does not change the prompt',
  checks:
    'With `cch=` new in every request, at the head or in a last block, the prompt still ' +
    'begins with the one before.',
  matters:
    'The line is at the start of the prompt: 6 to 9 of 100 thousand tokens are cached ' +
    'instead of nearly all.',
  sources: [
    'https://github.com/farion1231/cc-switch/issues/2350',
    'https://github.com/teamchong/pxpipe/pull/161',
    'https://github.com/musistudio/claude-code-router/pull/1220',
  ],
  fix: 'Take the line out of the system prompt, in whatever block it is.',
  plays: ['billing'],
  judge: (exchanges, tools) =>
    holds(prefixLaw, exchanges, tools, ({ sent }) => ({ messages: sent.body['messages'] ?? [] })),
};
