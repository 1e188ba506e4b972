// Row: every text reaches the client.
import { textOf } from '../../reading/client-answer.ts';
import { itemsAnswered, textIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const textArrives: Row = {
  id: 'text-arrives',
  group: 'answers',
  severity: 'error',
  title: 'every text reaches the client once',
  checks: "The text blocks together are the upstream's texts, each once.",
  matters: 'Words are lost or doubled, and so is the history that the client keeps.',
  sources: [vendorPage('build-with-claude/streaming')],
  fix: 'Write deltas once; do not repeat the text of `done` and `completed` events.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['basic', 'tools', 'interleaved'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const gave = itemsAnswered(exchange)
        .filter(({ type }) => type === 'message')
        .map((item) =>
          textIn((item as { content?: unknown }).content).replaceAll('output_text', ''),
        )
        .join('')
        .replaceAll(/\n/g, '');
      const got = textOf(exchange).replaceAll(/\n/g, '');
      return failIf(gave !== got, exchange, `${shown(gave)} became ${shown(got)}`);
    }),
};
