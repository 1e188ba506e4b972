// Row: no tools but the client's.
import { objectsIn } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const toolsAdded: Row = {
  id: 'tools-added',
  group: 'prefix',
  severity: 'error',
  title: 'the gateway adds no tools of its choice',
  checks: 'Every function that reaches the upstream is one that the client offers.',
  matters:
    'A gateway that toggles tools rewrites the start of the prompt: 45% of all cache ' +
    'writes in one report.',
  sources: ['headroom issue 2671'],
  fix: 'Leave the list as the client sends it, or keep additions the same for the whole session.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const offered = objectsIn(at.sent.body['tools']).length;
      const sent = (request.tools ?? []).length;
      return failIf(sent > offered, at, `the client offers ${offered} tools, ${sent} are sent`);
    }),
};
