// Row: a 401 is a 401.
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const error401: Row = {
  id: 'error-401',
  group: 'answers',
  severity: 'error',
  title: 'a refused key is a 401 or 403 for the client',
  checks: 'The status that the client gets for a 401.',
  matters: 'The user is not told to log in again.',
  sources: ['https://github.com/nikships/droidproxy/issues/4'],
  fix: 'Pass the status on.',
  plays: ['errors'],
  judge: (exchanges) =>
    labelled(exchanges, 'a 401').flatMap((exchange) =>
      failIf(![401, 403].includes(exchange.status), exchange, `the client got ${exchange.status}`),
    ),
};
