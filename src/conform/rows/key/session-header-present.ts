// Row: a session header for the Codex backend.
import { findHeader } from '../../../lib/header-list.ts';
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const sessionHeaderPresent: Row = {
  id: 'session-header-present',
  group: 'key',
  severity: 'warning',
  service: 'codex-backend',
  title: 'every request names its session in the `session-id` header',
  checks: 'The header `session-id` is sent with every request.',
  matters:
    'On the Codex backend the header decides which machine is asked: without it, peers ' +
    'measured no hits.',
  sources: [
    'https://github.com/router-for-me/CLIProxyAPI/pull/5969',
    'https://github.com/NousResearch/hermes-agent/issues/47126',
  ],
  fix: "Send the client's session id as the header `session-id` too.",
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (_request, at) => {
      const header = findHeader(lastCall(at)?.headers ?? [], 'session-id');
      return failIf(!header, at, 'the request has no `session-id` header');
    }),
};
