// The request against every rule that is switched on.

import type { HeaderList } from '../../lib/header-list.ts';
import type { ValidationFailure } from '../../wire/responses/refusal.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { validationRules } from './registry.ts';
import type { ValidationContext, ValidationRule } from './rule.ts';

function isOn(rule: ValidationRule, { rulesOff, rulesOn }: ValidationContext): boolean {
  if (rulesOn?.has(rule.name)) return true;
  return rule.isOnByDefault && !rulesOff?.has(rule.name) && !rulesOff?.has('all');
}

/**
 * The first refusal of a Responses request, with the exact status and body; null: accepted.
 * Rules whose input the context lacks (keys, token counts) do not apply.
 * @param request parsed by `parseResponsesRequest`, or built by the translator
 */
export function validateRequest(
  request: ResponsesRequest,
  headers: HeaderList,
  context: ValidationContext = {},
): ValidationFailure | null {
  for (const rule of validationRules) {
    if (!isOn(rule, context)) continue;
    const refusal = rule.check({ request, headers, context });
    if (refusal) return { rule: rule.name, ...refusal };
  }
  for (const rule of context.userRules ?? []) {
    const refusal = rule.check({ request, headers, context });
    if (refusal) return { rule: rule.name, ...refusal };
  }
  return null;
}
