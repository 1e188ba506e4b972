// Row: reasoning that was sent is counted.
import { neighbours } from '../../reading/conversations.ts';
import { itemsAnswered } from '../../reading/input-items.ts';
import { lastCall, usageOf } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const reasoningCounted: Row = {
  id: 'reasoning-counted',
  group: 'reasoning',
  severity: 'error',
  title: 'reasoning that comes back is counted by the upstream',
  checks:
    'Inside a user turn, input tokens grow by at least the output tokens of the answer ' +
    'before.',
  matters: 'Everything answers 200, and the model has forgotten why it made its last call.',
  sources: [
    'https://github.com/CommandCodeAI/command-code/issues/840',
    'https://github.com/BerriAI/litellm/issues/36197',
  ],
  fix:
    'Look at what reaches the upstream: reasoning was dropped on the way, or is in a field ' +
    'that is ignored.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    neighbours(exchanges).flatMap(([before, now]) => {
      const isSameTurn = itemsAnswered(before).some(({ type }) => type === 'function_call');
      const [earlier, later] = [before, now].map((one) => {
        const call = lastCall(one);
        return call === undefined ? null : usageOf(call);
      });
      if (!isSameTurn || !earlier || !later) return [];
      const growth = later.inputTokens - earlier.inputTokens;
      const { outputTokens, reasoningTokens } = earlier;
      const had = `the answer had ${outputTokens} tokens, ${reasoningTokens} of reasoning`;
      const detail = `${had}; the next input grew by ${growth}`;
      return failIf(growth < outputTokens, now, detail);
    }),
};
