// Row: events are named.
import { isJsonObject, parseJson } from '../../../lib/json.ts';
import { parseSse } from '../../../wire/sse.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const eventNames: Row = {
  id: 'event-names',
  group: 'streaming',
  severity: 'error',
  title: 'each event is named as its payload is typed',
  checks: 'The `event:` line of each event equals the `type` of its data.',
  matters: 'Clients that listen by name get nothing.',
  sources: [vendorPage('build-with-claude/streaming')],
  fix: 'Write both lines of each event.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['basic', 'tools'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const names = parseSse(exchange.text).map(({ event, data }) => {
        const payload = parseJson(data);
        return [event, isJsonObject(payload) ? payload['type'] : undefined];
      });
      const wrong = names.find(([event, type]) => event !== type);
      return failIf(wrong !== undefined, exchange, `event ${shown(wrong)} has another type`);
    }),
};
