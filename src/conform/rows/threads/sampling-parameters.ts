// Row: parameters that the backend refuses are left out.
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { unanswered } from '../findings.ts';

export const samplingParameters: Row = {
  id: 'sampling-parameters',
  group: 'threads',
  severity: 'error',
  title: 'parameters that the backend refuses do not end the session',
  checks: 'A request with `temperature`, `top_p`, `top_k`, `stop_sequences` is answered.',
  matters: 'One field is a 400 for every request of a client that sets it.',
  sources: [
    'https://github.com/finch-xu/cc-router/issues/32',
    'https://github.com/router-for-me/CLIProxyAPI/pull/71',
  ],
  fix: 'Leave out what the backend does not take.',
  plays: ['choices'],
  judge: (exchanges) => unanswered(labelled(exchanges, 'sampling parameters')),
};
