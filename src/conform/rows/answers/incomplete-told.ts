// Row: an answer at its limit says so.
import { errorOf, stopReasonOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const incompleteTold: Row = {
  id: 'incomplete-told',
  group: 'answers',
  severity: 'error',
  title: 'an answer that was too long ends with `max_tokens`',
  checks: '`stop_reason` after `response.incomplete` with `max_output_tokens`.',
  matters: 'The client takes half an answer for a whole one.',
  sources: ['https://github.com/MAXeaglet/commandcode-proxy/issues/38'],
  fix: 'Map `incomplete_details.reason`.',
  plays: ['streams'],
  judge: (exchanges) =>
    labelled(exchanges, 'an answer that is too long').flatMap((exchange) => {
      const got = stopReasonOf(exchange);
      const isTold = got === 'max_tokens' || errorOf(exchange) !== null;
      return failIf(!isTold, exchange, `the stop reason is ${shown(got)}`);
    }),
};
