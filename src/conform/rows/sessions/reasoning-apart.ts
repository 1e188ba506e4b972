// Row: reasoning stays in its session.
import type { Row } from '../../row.ts';
import { reasoningIsOwn } from '../apart.ts';

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
  judge: (exchanges) => reasoningIsOwn(exchanges, 'another session'),
};
