// Row: a subagent is told apart from its parent.
import { conversations } from '../../reading/conversations.ts';
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';
import { needing } from '../needing.ts';

export const agentsApart: Row = {
  id: 'agents-apart',
  group: 'sessions',
  severity: 'error',
  title: "a subagent does not get its parent's reasoning",
  checks:
    "With the session's id, another agent id and the same call ids, each request holds " +
    'its own reasoning only.',
  matters:
    'Two conversations are mixed: the prompt is never the cached one, and the model is ' +
    'confused.',
  sources: ['https://github.com/router-for-me/CLIProxyAPI/issues/4352'],
  fix: "Read the client's agent id, and key what is stored by it too.",
  plays: ['subagents'],
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
