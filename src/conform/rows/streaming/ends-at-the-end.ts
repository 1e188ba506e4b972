// Row: the last event ends the answer.
import { blocksOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const endsAtTheEnd: Row = {
  id: 'ends-at-the-end',
  group: 'streaming',
  severity: 'error',
  title: "the answer ends with the upstream's last event",
  checks: '`message_stop` comes although the upstream keeps its connection open.',
  matters: 'Every answer hangs for as long as the upstream keeps connections.',
  sources: [vendorPage('build-with-claude/streaming')],
  fix: 'End at `response.completed`, not at the end of the connection.',
  plays: ['pace'],
  judge: (exchanges) =>
    labelled(exchanges, 'a connection that stays open after the end').flatMap((exchange) => {
      const pause = lastCall(exchange)?.pause;
      const isLate = pause?.ended !== 'client' || blocksOf(exchange) === null;
      return failIf(isLate, exchange, `no message_stop came for ${pause?.ms ?? 0} ms`);
    }),
};
