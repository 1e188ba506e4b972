// Row: server errors are server errors.
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const error5xx: Row = {
  id: 'error-5xx',
  group: 'answers',
  severity: 'error',
  title: "errors of the upstream's servers are 5xx",
  checks: 'A 500 and a 503 reach the client as a status of 500 or more.',
  matters: 'A 4xx makes the client give up or change its history; a 200 hides the failure.',
  sources: [vendorPage('api/errors')],
  fix: 'Answer 529 `overloaded_error` for overload, 500 or 502 for the rest.',
  plays: ['errors'],
  judge: (exchanges) =>
    [...labelled(exchanges, 'a 500'), ...labelled(exchanges, 'a 503')].flatMap((exchange) =>
      failIf(exchange.status < 500, exchange, `the client got ${exchange.status}`),
    ),
};
