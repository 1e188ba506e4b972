// Lint: reasoning that is not directly before what it produced.
import { isModelOutput } from '../is-model-output.ts';
import type { LintRule } from './rule.ts';

export const reasoningMisplaced: LintRule = {
  name: 'reasoning-misplaced',
  trigger: 'reasoning that is not directly followed by a message of the model or a call',
  source: 'the order rule that is documented for items with ids, here without ids',
  check: ({ input }) =>
    input.flatMap((item, index) => {
      if (item.type !== 'reasoning') return [];
      const next = input[index + 1];
      if (next !== undefined && isModelOutput(next)) return [];
      const found = next === undefined ? 'nothing' : describe(next);
      const message = `reasoning is followed by ${found} instead of the message or call that it produced`;
      return [{ pointer: `/input/${index}`, message }];
    }),
};

function describe(item: { type: string }): string {
  return 'role' in item ? `a message of role ${String(item.role)}` : `a ${item.type} item`;
}
