// Row: reasoning stays in its session.
import { conversations } from '../../reading/conversations.ts';
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';
import { needing } from '../needing.ts';

export const reasoningApart: Row = {
  id: 'reasoning-apart',
  group: 'sessions',
  severity: 'error',
  title: 'reasoning of one session never reaches another',
  checks:
    'With the same call ids in two sessions, each request holds the reasoning of that ' +
    'session only.',
  matters: "Another session's thoughts steer this one, and its prompt is never the cached one.",
  sources: ['https://github.com/router-for-me/CLIProxyAPI/issues/4352'],
  fix: 'Key what is stored by session and call, not by the call id alone.',
  plays: ['sessions'],
  judge: (exchanges) =>
    needing('reasoning', exchanges, () =>
      conversations(exchanges).flatMap((played) => {
        const own = new Set(played.flatMap(reasoningAnswered));
        return eachSent(played, (request, at) => {
          const foreign = reasoningIn(request).filter((content) => !own.has(content));
          return failIf(foreign.length > 0, at, 'it holds reasoning of another session');
        });
      }),
    ),
};
