// Row: one block is open at a time.
import { eventsOf } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const oneBlockOpen: Row = {
  id: 'one-block-open',
  group: 'answers',
  severity: 'error',
  title: 'one content block is open at a time',
  checks:
    'Each `content_block_start` comes after the stop of the block before, with the next ' +
    'index.',
  matters: 'Clients fail with `Content block not found`, or put a text into a call.',
  sources: [
    'https://github.com/envoyproxy/ai-gateway/issues/2490',
    'https://github.com/decolua/9router/issues/2225',
  ],
  fix: 'Hold back events of the next item until the open block is closed.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools', 'interleaved'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      let open: unknown = null;
      let next = 0;
      for (const { type, payload } of eventsOf(exchange)) {
        const { index } = payload;
        const isStart = type === 'content_block_start';
        if (isStart && (open !== null || index !== next)) {
          const detail = `block ${shown(index)} starts while ${shown(open)} is open`;
          return failIf(true, exchange, detail);
        }
        if (isStart) {
          open = index;
          next++;
        } else if (type.startsWith('content_block_') && index !== open) {
          return failIf(true, exchange, `${type} of block ${shown(index)}, ${shown(open)} is open`);
        }
        if (type === 'content_block_stop') open = null;
      }
      return failIf(open !== null, exchange, `block ${shown(open)} is never closed`);
    }),
};
