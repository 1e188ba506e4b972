// Row: text is passed on as it comes.
import { blocksOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const firstTextAtOnce: Row = {
  id: 'first-text-at-once',
  group: 'streaming',
  severity: 'error',
  title: 'text is passed on as it comes',
  checks:
    'The client has the first piece of a text while the upstream still waits with the ' + 'second.',
  matters: 'The user looks at nothing until the answer is over, and clients time out.',
  sources: ['https://github.com/nicedreamzapp/claude-code-local/issues/39'],
  fix: 'Write and flush each event; do not collect the answer.',
  plays: ['pace'],
  judge: (exchanges) =>
    labelled(exchanges, 'an answer in two parts').flatMap((exchange) => {
      const pause = lastCall(exchange)?.pause;
      const isHeld = pause?.ended !== 'client' || blocksOf(exchange) === null;
      return failIf(isHeld, exchange, `the upstream waited ${pause?.ms ?? 0} ms for it in vain`);
    }),
};
