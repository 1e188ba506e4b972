// Row: people behind one session id are told apart.
import type { Row } from '../../row.ts';
import { reasoningIsOwn } from '../apart.ts';

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
  judge: (exchanges) => reasoningIsOwn(exchanges, 'the other conversation'),
};
