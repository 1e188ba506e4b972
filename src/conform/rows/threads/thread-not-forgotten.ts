// Row: a thread that continues keeps its history.
import { threadWord } from '../../plays/threads.ts';
import { labelled } from '../../reading/conversations.ts';
import { textIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const threadNotForgotten: Row = {
  id: 'thread-not-forgotten',
  group: 'threads',
  severity: 'error',
  title: 'a request that continues a thread is refused, or has its history',
  checks:
    'After `thread: {"type": "continue"}` with the new message alone, the gateway answers ' +
    'with an error, or sends the earlier messages too.',
  matters:
    'The model does not know what was said: input falls from 98,766 tokens to 91, all with ' +
    'status 200.',
  sources: [
    'https://github.com/raine/claude-code-proxy/issues/148',
    'https://github.com/bman654/clodex/pull/253',
    'https://github.com/maximhq/bifrost/pull/7274',
  ],
  fix:
    'Answer 400 with `details.error_code: thread_unsupported_request`: the client sends ' +
    'everything again.',
  plays: ['threads'],
  judge: (exchanges) =>
    labelled(exchanges, 'a thread that continues').flatMap((exchange) => {
      if (exchange.status >= 400) return [];
      return eachSent([exchange], (request, at) =>
        failIf(!textIn(request.input).includes(threadWord), at, 'the earlier messages are gone'),
      );
    }),
};
