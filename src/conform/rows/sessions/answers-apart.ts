// Row: answers reach their own session.
import { textOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const answersApart: Row = {
  id: 'answers-apart',
  group: 'sessions',
  severity: 'error',
  title: 'each session gets its own answer',
  checks: 'The answer of each of two requests at once is the one for that conversation.',
  matters: "One person reads another's code.",
  sources: ['no public report'],
  fix: 'Keep no state of a request outside that request.',
  plays: ['sessions'],
  judge: (exchanges) =>
    labelled(exchanges, 'an answer').flatMap((exchange) => {
      const marker = /marker-[0-9a-f]+/.exec(JSON.stringify(exchange.sent.body['messages']))?.[0];
      const got = textOf(exchange);
      return failIf(!got.includes(marker ?? ''), exchange, `it got ${shown(got)}`);
    }),
};
