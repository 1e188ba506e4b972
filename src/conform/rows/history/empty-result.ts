// Row: an empty result is a result.
import { callPairs } from '../../../check/invariants/call-pairs.ts';
import { labelled } from '../../reading/conversations.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';
import { unanswered } from '../findings.ts';

export const emptyResult: Row = {
  id: 'empty-result',
  group: 'history',
  severity: 'error',
  title: 'an empty tool result is sent',
  checks: 'The call has an output also where the result is empty.',
  matters: 'Without it the backend refuses the request.',
  sources: ['no public report found; docs/simulator.md#refusals'],
  fix: 'Send an empty text as the output.',
  plays: ['media'],
  judge: (exchanges, tools) => [
    ...holds(callPairs, labelled(exchanges, 'an empty result'), tools),
    ...unanswered(labelled(exchanges, 'an empty result')),
  ],
};
