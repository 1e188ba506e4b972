// Lint: repeated reasoning.
import type { LintRule } from './rule.ts';

export const reasoningDuplicated: LintRule = {
  name: 'reasoning-duplicated',
  trigger: 'the same encrypted content twice',
  source: 'ids that appear twice are refused; the same content without ids is counted twice',
  check({ input }) {
    const seen = new Map<string, number>();
    return input.flatMap((item, index) => {
      const { encrypted_content: content } = item as { encrypted_content?: unknown };
      if (item.type !== 'reasoning' || typeof content !== 'string') return [];
      const first = seen.get(content);
      if (first === undefined) {
        seen.set(content, index);
        return [];
      }
      const message = `the same encrypted reasoning as in /input/${first}`;
      return [{ pointer: `/input/${index}`, message }];
    });
  },
};
