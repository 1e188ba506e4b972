// Lint rules as invariants.
import type { LintRule } from '../../rules/lint/rule.ts';
import type { Invariant } from './invariant.ts';

/**
 * A lint rule is an invariant here: what the backend may not refuse, a translator must not send.
 */
export function fromLintRule(rule: LintRule): Invariant {
  return {
    name: rule.name,
    law: `None of this: ${rule.trigger}.`,
    check: ({ turns }) =>
      turns.flatMap(({ number, request }) =>
        rule.check(request).map(({ pointer, message }) => ({
          turn: number,
          pointer,
          detail: message,
        })),
      ),
  };
}
