// Row: each session has its header.
import { findHeader } from '../../../lib/header-list.ts';
import { conversations } from '../../reading/conversations.ts';
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { needing } from '../needing.ts';

export const sessionHeaderPerSession: Row = {
  id: 'session-header-per-session',
  group: 'sessions',
  severity: 'error',
  title: 'two sessions do not share a session header',
  checks: 'The `session-id` headers of two sessions differ.',
  matters:
    'Two lineages under one id alternate in one cache: 47 to 56% cached instead of 92 to ' + '96%.',
  sources: ['https://github.com/openclaw/openclaw/pull/100233'],
  fix: "Send each session's own id.",
  plays: ['sessions'],
  judge: (exchanges) =>
    needing('header', exchanges, () => {
      const ids = conversations(exchanges).map(([first]) =>
        findHeader((first && lastCall(first)?.headers) ?? [], 'session-id'),
      );
      const at = exchanges.at(-1);
      if (at === undefined || ids[0] === undefined) return [];
      return failIf(ids[0] === ids[1], at, `both sessions have the header ${shown(ids[0])}`);
    }),
};
