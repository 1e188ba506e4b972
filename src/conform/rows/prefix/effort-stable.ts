// Row: a change of the effort does not break the prompt.
import { neighbours } from '../../reading/conversations.ts';
import { itemsOf } from '../../reading/input-items.ts';
import { sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const effortStable: Row = {
  id: 'effort-stable',
  group: 'prefix',
  severity: 'warning',
  title: 'a change of the effort does not change the cache',
  checks: '`reasoning.effort` stays, or a `configuration_update` item changes it.',
  matters: 'Each effort has its own cache: the whole prompt is paid again at a change.',
  sources: [
    'https://github.com/router-for-me/CLIProxyAPI/issues/5714',
    'https://github.com/openai/codex/issues/42996',
  ],
  fix: 'Pin the effort for the session, or send `configuration_update` to models that take it.',
  needsNoPlay: true,
  plays: ['settings'],
  judge: (exchanges) =>
    neighbours(exchanges).flatMap(([before, now]) => {
      const [earlier, later] = [before, now].map(sentRequest);
      if (!earlier || !later || earlier.model !== later.model) return [];
      const [from, to] = [earlier.reasoning?.effort, later.reasoning?.effort];
      const isTold = itemsOf(later, 'configuration_update').length > 0;
      return failIf(from !== to && !isTold, now, `the effort was ${shown(from)}, is ${shown(to)}`);
    }),
};
