// Row: what only the reasoning holds is still known.

import { pinOf } from '../../pin.ts';
import { textOf } from '../../reading/client-answer.ts';
import { neighbours } from '../../reading/conversations.ts';
import { reasoningAnswered } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const pinAnswered: Row = {
  id: 'pin-answered',
  group: 'reasoning',
  severity: 'error',
  title: 'the model still knows what only its reasoning holds',
  checks:
    'A PIN that the model chose in encrypted reasoning is in its answer to the next request. ' +
    'The simulated model says it only where that reasoning is in front of its call, unchanged.',
  matters: 'Every request is answered with 200, and the model no longer knows what it had decided.',
  sources: [
    'https://github.com/BerriAI/litellm/issues/36197',
    'https://github.com/Wei-Shaw/sub2api/pull/6633',
  ],
  fix: 'Send the reasoning item of `output_item.done` back, unchanged, in front of its call.',
  plays: ['pin'],
  judge: (exchanges) =>
    neighbours(exchanges).flatMap(([chosen, asked]) => {
      const [content] = reasoningAnswered(chosen);
      if (content === undefined) {
        return failIf(true, chosen, 'the upstream was not asked for reasoning');
      }
      const said = textOf(asked);
      const detail = `asked for the PIN, the model says ${shown(said === '' ? asked.text : said)}`;
      return failIf(!said.includes(pinOf(content)), asked, detail);
    }),
};
