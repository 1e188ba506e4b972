// Lint: a call id that two calls share.
import type { LintRule } from './rule.ts';

export const callIdReused: LintRule = {
  name: 'call-id-reused',
  trigger: 'two calls, or two outputs, with one `call_id`',
  source: 'calls and outputs pair by this id; Claude Code drops calls whose id repeats',
  check({ input }) {
    const seen = new Map<string, number>();
    return input.flatMap((item, index) => {
      const { call_id: callId } = item as { call_id?: unknown };
      if (typeof callId !== 'string') return [];
      const key = `${item.type} ${callId}`;
      const first = seen.get(key);
      if (first !== undefined) {
        const message = `call id ${callId} is that of /input/${first} too`;
        return [{ pointer: `/input/${index}/call_id`, message }];
      }
      seen.set(key, index);
      return [];
    });
  },
};
