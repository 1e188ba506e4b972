// Row: every call has its output.
import { callPairs } from '../../../check/invariants/call-pairs.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';

export const callsPaired: Row = {
  id: 'calls-paired',
  group: 'history',
  severity: 'error',
  title: 'calls and outputs are paired',
  checks: 'Every call has exactly one output, after it, and every output its call.',
  matters: 'The backend refuses the request with a 400, and every later one of the session.',
  sources: ['https://github.com/router-for-me/CLIProxyAPI/issues/2451'],
  fix: 'Translate a result only with its call, and give each call an output.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges, tools) => holds(callPairs, exchanges, tools),
};
