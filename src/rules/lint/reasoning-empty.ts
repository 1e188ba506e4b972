// Lint: a reasoning item that carries nothing.
import type { LintRule } from './rule.ts';

export const reasoningEmpty: LintRule = {
  name: 'reasoning-empty',
  trigger: 'reasoning without encrypted content',
  source: 'sub2api issue 3138: reasoning without encrypted content must be dropped too',
  check: ({ input }) =>
    input.flatMap((item, index) =>
      item.type === 'reasoning' && !(item as { encrypted_content?: unknown }).encrypted_content
        ? [{ pointer: `/input/${index}`, message: 'reasoning carries no encrypted content' }]
        : [],
    ),
};
