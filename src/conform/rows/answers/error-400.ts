// Row: a 400 is a 400.
import { errorOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const error400: Row = {
  id: 'error-400',
  group: 'answers',
  severity: 'error',
  title: 'a request that the upstream refuses is a 400 for the client',
  checks: 'Status 400 and an error of type `invalid_request_error`.',
  matters: 'With another status the client sends the same request again, for minutes.',
  sources: [vendorPage('api/errors')],
  fix: "Pass the status on, with the error in the Messages API's form.",
  plays: ['errors'],
  judge: (exchanges) =>
    labelled(exchanges, 'a 400').flatMap((exchange) => {
      const type = errorOf(exchange)?.['type'];
      const isRight = exchange.status === 400 && type === 'invalid_request_error';
      return failIf(!isRight, exchange, `the client got ${exchange.status} ${shown(type)}`);
    }),
};
