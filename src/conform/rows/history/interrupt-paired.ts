// Row: an interrupted call is answered or left out.
import { callPairs } from '../../../check/invariants/call-pairs.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';

export const interruptPaired: Row = {
  id: 'interrupt-paired',
  group: 'history',
  severity: 'error',
  title: 'a call that was interrupted has an output, or is left out',
  checks: 'Every call in the request after the interruption has exactly one output.',
  matters: '`No tool output found for function call`: a 400 for the rest of the session.',
  sources: ['https://github.com/router-for-me/CLIProxyAPI/issues/2451'],
  fix: 'Add an output such as `aborted`, after the existing ones.',
  plays: ['interrupt'],
  judge: (exchanges, tools) => holds(callPairs, exchanges, tools),
};
