// Row: ids that repeat are made different.
import { callPairs } from '../../../check/invariants/call-pairs.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';

export const idsThatRepeat: Row = {
  id: 'ids-that-repeat',
  group: 'history',
  severity: 'error',
  title: 'call ids that the history has twice still pair',
  checks: 'With one id for two calls, every call has exactly one output.',
  matters: 'The second output is refused, or read as that of the first call.',
  sources: [
    'https://github.com/anthropics/claude-code/issues/20693',
    'https://github.com/anthropics/claude-code/issues/6836',
  ],
  fix: 'Give a call id that came before another one, for the call and for its result.',
  plays: ['reused'],
  judge: (exchanges, tools) => holds(callPairs, exchanges, tools),
};
