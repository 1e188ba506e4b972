// Row: people behind one session id are told apart.
import { conversations } from '../../reading/conversations.ts';
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';
import { needing } from '../needing.ts';

export const callersApart: Row = {
  id: 'callers-apart',
  group: 'sessions',
  severity: 'error',
  title: 'two clients with one session id do not share reasoning',
  checks:
    'With different keys, one session id and the same call ids, each request holds its own ' +
    'reasoning only.',
  matters: "One person's reasoning steers the answer to another.",
  sources: ['https://github.com/router-for-me/CLIProxyAPI/issues/4352'],
  fix: "Key what is stored by the client's credential too.",
  plays: ['callers'],
  judge: (exchanges) =>
    needing('reasoning', exchanges, () =>
      conversations(exchanges).flatMap((played) => {
        const own = new Set(played.flatMap(reasoningAnswered));
        return eachSent(played, (request, at) => {
          const foreign = reasoningIn(request).filter((content) => !own.has(content));
          return failIf(foreign.length > 0, at, 'it holds reasoning of the other conversation');
        });
      }),
    ),
};
