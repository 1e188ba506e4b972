// Row: a result without its call is not sent alone.
import { callPairs } from '../../../check/invariants/call-pairs.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';
import { unanswered } from '../findings.ts';

export const orphanResult: Row = {
  id: 'orphan-result',
  group: 'history',
  severity: 'error',
  title: 'a result whose call is gone does not end the session',
  checks: 'The request reaches the upstream without an output that has no call, and is answered.',
  matters: '`No tool call found for function call output`: a 400 after a compaction or a rewind.',
  sources: [
    'https://github.com/openai/openai-agents-python/issues/2317',
    'https://github.com/raine/claude-code-proxy/issues/148',
  ],
  fix: 'Leave such a result out, or send it as text.',
  plays: ['orphan'],
  judge: (exchanges, tools) => [...holds(callPairs, exchanges, tools), ...unanswered(exchanges)],
};
