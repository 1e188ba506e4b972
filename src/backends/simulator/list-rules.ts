// What `sim --list-rules` prints: the rules that refuse and the ones that only doubt.
import type { JsonObject } from '../../lib/json.ts';
import { lintRules } from '../../rules/lint/lint-request.ts';
import { exampleRefusal } from '../../rules/validation/examples.ts';
import { validationRules } from '../../rules/validation/registry.ts';

/** One row per rule, in the order in which they are checked. */
export function listRules(): JsonObject[] {
  return [
    ...validationRules.map((rule) => ({
      rule: rule.name,
      kind: rule.isOnByDefault ? 'refusal' : 'refusal, off by default',
      trigger: rule.trigger,
      source: rule.source,
      // Exact, by construction: what the rule answers to a request that it strikes on.
      example: { ...exampleRefusal(rule) },
    })),
    ...lintRules.map(({ name, trigger, source }) => ({
      rule: name,
      kind: 'lint',
      trigger,
      source,
    })),
  ];
}
