// Row: events come in the order that clients expect.
import { eventsOf } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const eventOrder: Row = {
  id: 'event-order',
  group: 'streaming',
  severity: 'error',
  title: 'a stream begins with `message_start` and ends with `message_stop`',
  checks: 'The first and last events but pings, and one `message_delta` before the end.',
  matters: 'Clients read no message, or wait for its end.',
  sources: ['https://github.com/decolua/9router/issues/1779'],
  fix: 'Write each of the three exactly once, in this order.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['basic', 'tools'],
  judge: (exchanges) =>
    exchanges
      .filter(({ status }) => status === 200)
      .flatMap((exchange) => {
        const types = eventsOf(exchange)
          .map(({ type }) => type)
          .filter((type) => type !== 'ping' && !type.startsWith('content_block_'));
        const isRight = types.join() === 'message_start,message_delta,message_stop';
        return failIf(!isRight, exchange, `the events are ${shown(types)}`);
      }),
};
