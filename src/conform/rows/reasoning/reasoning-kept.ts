// Row: reasoning comes back inside a user turn.
import { neighbours } from '../../reading/conversations.ts';
import { itemsAnswered, reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import { sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const reasoningKept: Row = {
  id: 'reasoning-kept',
  group: 'reasoning',
  severity: 'error',
  title: 'reasoning is sent back with the next call',
  checks:
    'All reasoning that the upstream gave before a call is in the request that brings the ' +
    "call's result.",
  matters:
    'The model reasons again about what it had decided: repeated calls, more output, worse ' +
    'answers.',
  sources: [
    'https://github.com/farion1231/cc-switch/issues/5559',
    'https://github.com/raine/claude-code-proxy/pull/52',
    'https://github.com/BerriAI/litellm/issues/36197',
  ],
  fix: 'Keep the item of `output_item.done` and send it in front of its call.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    neighbours(exchanges).flatMap(([before, now]) => {
      const request = sentRequest(now);
      if (request === null || !itemsAnswered(before).some(({ type }) => type === 'function_call')) {
        return [];
      }
      const gave = reasoningAnswered(before);
      const missing = gave.filter((content) => !reasoningIn(request).includes(content));
      if (gave.length === 0)
        return failIf(true, before, 'the upstream was not asked for reasoning');
      return failIf(missing.length > 0, now, `${missing.length} of ${gave.length} items are gone`);
    }),
};
