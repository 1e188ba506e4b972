// Row: ids of messages do not begin threads.
import { eventsOf, objectAt } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const messageId: Row = {
  id: 'message-id',
  group: 'threads',
  severity: 'warning',
  title: 'ids of answers do not begin with `msg_`',
  checks: 'The `id` of each message.',
  matters: "Clients that take the gateway for the vendor's host begin threads at such ids.",
  sources: ['https://github.com/bman654/clodex/pull/252'],
  fix: "Use ids with another beginning, such as the upstream's `resp_`.",
  plays: ['basic'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const start = eventsOf(exchange).find(({ type }) => type === 'message_start');
      const { id } = objectAt(start?.payload['message']);
      return failIf(String(id).startsWith('msg_'), exchange, `the id is ${shown(id)}`);
    }),
};
