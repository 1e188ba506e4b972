// Row: unusual schemas are accepted.

import type { Row } from '../../row.ts';
import { unanswered } from '../findings.ts';

export const schemas: Row = {
  id: 'schemas',
  group: 'history',
  severity: 'error',
  title: 'unusual tool schemas do not end the session',
  checks:
    'Tools with a list without `items`, with `properties: null` and with `anyOf` at the ' +
    'root are answered.',
  matters:
    'The backend refuses the whole request for one schema: no session with that server ' + 'works.',
  sources: ['https://github.com/github/copilot-cli/issues/2223'],
  fix: 'Rewrite what the backend does not take; send `strict: false`.',
  plays: ['schemas'],
  judge: (exchanges) => unanswered(exchanges),
};
