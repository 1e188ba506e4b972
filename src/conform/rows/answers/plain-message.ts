// Row: a request without a stream gets one message.
import { parseJson } from '../../../lib/json.ts';
import { blocksOf } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const plainMessage: Row = {
  id: 'plain-message',
  group: 'answers',
  severity: 'error',
  title: 'a request without `stream` gets one message',
  checks: "The answer is a JSON message with the upstream's text and calls.",
  matters: 'Clients that do not stream (titles, checks of a key) fail.',
  sources: [vendorPage('api/messages/create')],
  fix: 'Collect the stream and answer with the message.',
  plays: ['plain'],
  judge: (exchanges) =>
    exchanges
      .filter(({ isLocal }) => !isLocal)
      .flatMap((exchange) => {
        const isPlain = parseJson(exchange.text) !== undefined;
        const types = (blocksOf(exchange) ?? []).map(({ type }) => type);
        const wanted = exchange.label === 'a call' ? 'tool_use' : 'text';
        const isRight = isPlain && types.includes(wanted);
        return failIf(!isRight, exchange, `the client got ${shown(exchange.text)}`);
      }),
};
