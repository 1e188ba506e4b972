// Row: an event that cannot be read is skipped.
import { blocksOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const badEventSurvived: Row = {
  id: 'bad-event-survived',
  group: 'streaming',
  severity: 'warning',
  title: 'an event that is not JSON does not end the answer',
  checks: 'An answer with one malformed event in the middle is whole.',
  matters: 'One odd event of a relay ends the session.',
  sources: ['no public report found; docs/simulator.md#faults'],
  fix: 'Skip what cannot be read.',
  plays: ['streams'],
  judge: (exchanges) =>
    labelled(exchanges, 'an event that is not JSON').flatMap((exchange) =>
      failIf(blocksOf(exchange) === null, exchange, `the client got ${shown(exchange.text)}`),
    ),
};
