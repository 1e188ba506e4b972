// Row: a thread that begins is answered.
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { unanswered } from '../findings.ts';

export const threadBegins: Row = {
  id: 'thread-begins',
  group: 'threads',
  severity: 'error',
  title: 'a request that begins a thread is answered',
  checks: '`thread: {"type": "create"}` with the whole conversation.',
  matters: "Clients that take the gateway for the vendor's host cannot begin a session.",
  sources: [
    'https://github.com/raine/claude-code-proxy/issues/148',
    'https://github.com/KarpelesLab/teamclaude/pull/378',
  ],
  fix: 'Leave the field out, and answer.',
  plays: ['threads'],
  judge: (exchanges) => unanswered(labelled(exchanges, 'a thread that begins')),
};
