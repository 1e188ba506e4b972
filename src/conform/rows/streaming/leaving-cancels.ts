// Row: a client that leaves ends the upstream request.
import { labelled } from '../../reading/conversations.ts';
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const leavingCancels: Row = {
  id: 'leaving-cancels',
  group: 'streaming',
  severity: 'error',
  title: 'when the client leaves, the upstream request ends',
  checks: "The upstream's connection is closed while it still has something to send.",
  matters: 'The model writes on, and is paid, for answers that no client reads.',
  sources: [
    'https://github.com/bman654/clodex/issues/170',
    'https://github.com/1rgs/claude-code-proxy/pull/114',
  ],
  fix: 'Pass the closed connection on as an abort.',
  plays: ['pace'],
  judge: (exchanges) =>
    labelled(exchanges, 'a client that leaves').flatMap((exchange) => {
      const call = lastCall(exchange);
      return failIf(call?.ended !== 'left', exchange, 'the upstream answered to its end');
    }),
};
