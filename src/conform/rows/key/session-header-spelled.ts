// Row: the session header is spelled as the backend reads it.
import { findHeader } from '../../../lib/header-list.ts';
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const sessionHeaderSpelled: Row = {
  id: 'session-header-spelled',
  group: 'key',
  severity: 'error',
  service: 'codex-backend',
  title: 'the session header is not misspelt',
  checks: 'No request has `session_id` with an underscore without `session-id`.',
  matters: 'The backend ignores the misspelt header: no shape of request is cached.',
  sources: [
    'https://github.com/raine/claude-code-proxy/pull/156',
    'https://github.com/pleaseai/shunt/pull/627',
  ],
  fix: 'Write `session-id` with a hyphen.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (_request, at) => {
      const { headers = [] } = lastCall(at) ?? {};
      const wrong = findHeader(headers, 'session_id') ?? findHeader(headers, 'sessionid');
      const isMisspelt = wrong !== undefined && findHeader(headers, 'session-id') === undefined;
      return failIf(isMisspelt, at, 'the header is `session_id`, and there is no `session-id`');
    }),
};
