// What `sim --list-rules` prints: the rules that refuse and the ones that only doubt.
import type { JsonObject } from '../../lib/json.ts';
import { lintRules } from '../../rules/lint/lint-request.ts';
import { validationRules } from '../../rules/validation/registry.ts';

/** One row per rule, in the order in which they are checked. */
export function listRules(): JsonObject[] {
  return [
    ...validationRules.map(({ name, trigger, source, isOnByDefault }) => ({
      rule: name,
      kind: isOnByDefault ? 'refusal' : 'refusal, off by default',
      trigger,
      source,
    })),
    ...lintRules.map(({ name, trigger, source }) => ({
      rule: name,
      kind: 'lint',
      trigger,
      source,
    })),
  ];
}
