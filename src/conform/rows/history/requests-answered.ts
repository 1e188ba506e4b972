// Row: every request is answered.

import type { Row } from '../../row.ts';
import { unanswered } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const requestsAnswered: Row = {
  id: 'requests-answered',
  group: 'history',
  severity: 'error',
  title: 'every request is answered',
  checks: 'Each request of a plain session, with calls and results, gets a whole answer.',
  matters: 'The session ends, or the client repeats the request until it gives up.',
  sources: [vendorPage('api/messages/create')],
  fix: 'Look at what the upstream said to the request that is shown.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools'],
  judge: (exchanges) => unanswered(exchanges),
};
