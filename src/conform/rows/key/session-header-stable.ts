// Row: one session header for all of a session.
import { findHeader } from '../../../lib/header-list.ts';
import { neighbours } from '../../reading/conversations.ts';
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { needing } from '../needing.ts';

export const sessionHeaderStable: Row = {
  id: 'session-header-stable',
  group: 'key',
  severity: 'error',
  title: 'the session header of a session never changes',
  checks: 'The header `session-id` of each request equals that of the one before.',
  matters:
    'A new id per request is a fresh thread each time: 49% cached where the native client ' +
    'has 98%.',
  sources: [
    'https://github.com/farion1231/cc-switch/issues/5388',
    'https://github.com/farion1231/cc-switch/issues/5835',
  ],
  fix: "Take it from the client's `x-claude-code-session-id`, not from a new UUID.",
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    needing('header', exchanges, () =>
      neighbours(exchanges).flatMap(([before, now]) => {
        const [earlier, id] = [before, now].map((one) =>
          findHeader(lastCall(one)?.headers ?? [], 'session-id'),
        );
        return failIf(earlier !== id, now, `the header was ${shown(earlier)} and is ${shown(id)}`);
      }),
    ),
};
