// Row: no tools but the client's.
import type { JsonObject } from '../../../lib/json.ts';
import { objectsIn } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

/** Of either protocol: the Messages API gives most of its functions no type. */
const isFunction = ({ type }: JsonObject): boolean =>
  type === undefined || type === 'custom' || type === 'function';

export const toolsAdded: Row = {
  id: 'tools-added',
  group: 'prefix',
  severity: 'error',
  title: 'the gateway adds no tools of its choice',
  checks: 'Every function that reaches the upstream is one that the client offers.',
  matters:
    'A gateway that toggles tools rewrites the start of the prompt: 45% of all cache ' +
    'writes in one report.',
  sources: ['https://github.com/headroomlabs-ai/headroom/issues/2671'],
  fix: 'Leave the list as the client sends it, or keep additions the same for the whole session.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const names = objectsIn(request.tools).filter(isFunction);
      const isSent = (name: unknown): boolean => names.some((tool) => tool['name'] === name);
      // Tools that the vendor runs, or that are not loaded yet, make no room for others.
      const offered = objectsIn(at.sent.body['tools']).filter(
        (tool) => isFunction(tool) && (tool['defer_loading'] !== true || isSent(tool['name'])),
      ).length;
      const sent = names.length;
      return failIf(sent > offered, at, `the client offers ${offered} tools, ${sent} are sent`);
    }),
};
