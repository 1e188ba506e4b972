// Row: a subagent is told apart from its parent.
import type { Row } from '../../row.ts';
import { reasoningIsOwn } from '../apart.ts';

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
  judge: (exchanges) => reasoningIsOwn(exchanges, 'the other conversation'),
};
