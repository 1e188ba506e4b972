// Row: the prompt only grows.
import { prefixLaw } from '../../../check/invariants/prefix-law.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';

export const prefixGrows: Row = {
  id: 'prefix-grows',
  group: 'prefix',
  severity: 'error',
  title: 'the prompt begins with the one before',
  checks:
    "Where the client's history only grew, the rendered prompt begins with that of the " +
    'request before.',
  matters:
    'What follows the first difference is not cached: it is paid in full with every ' + 'request.',
  sources: [
    'https://github.com/headroomlabs-ai/headroom/issues/1042',
    'https://github.com/BerriAI/litellm/issues/39339',
  ],
  fix:
    'Translate each message the same way in every request; add nothing that changes in ' +
    'front of it.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges, tools) => holds(prefixLaw, exchanges, tools),
};
