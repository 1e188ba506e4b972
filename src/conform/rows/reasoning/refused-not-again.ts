// Row: what was refused is not sent again.
import { labelled } from '../../reading/conversations.ts';
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';
import { needing } from '../needing.ts';

export const refusedNotAgain: Row = {
  id: 'refused-not-again',
  group: 'reasoning',
  severity: 'error',
  title: 'refused reasoning is not sent again',
  checks:
    'In the request after the refusal, no upstream request holds the reasoning that was ' +
    'refused.',
  matters: 'Every request costs a refused one before it.',
  sources: ['no public report found; docs/translation.md#errors'],
  fix: 'Remember for the session what was refused.',
  plays: ['refused'],
  judge: (exchanges) =>
    needing('refusal', exchanges, () => {
      const gave = labelled(exchanges, 'before').flatMap(reasoningAnswered);
      return eachSent(labelled(exchanges, 'afterwards'), (request, at) => {
        const again = reasoningIn(request).filter((content) => gave.includes(content));
        return failIf(again.length > 0, at, 'the refused reasoning is in the request again');
      });
    }),
};
