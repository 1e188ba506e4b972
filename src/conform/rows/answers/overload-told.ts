// Row: an overload inside the stream can be tried again.
import { errorOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const overloadTold: Row = {
  id: 'overload-told',
  group: 'answers',
  severity: 'error',
  title: 'an overload inside a 200 can be tried again',
  checks:
    'After `response.failed` with `server_is_overloaded` the client gets a 5xx, or an ' +
    '`error` event of type `overloaded_error` or `api_error`.',
  matters: "An empty answer with status 200 ends the agent's turn.",
  sources: ['no public report found; docs/translation.md#errors'],
  fix: 'Hold the status back until the first output; answer 529.',
  plays: ['streams'],
  judge: (exchanges) =>
    labelled(exchanges, 'an overload before any output').flatMap((exchange) => {
      const type = String(errorOf(exchange)?.['type']);
      const isTold = exchange.status >= 500 || /^(overloaded_error|api_error)$/.test(type);
      return failIf(!isTold, exchange, `the client got ${exchange.status} ${type}`);
    }),
};
