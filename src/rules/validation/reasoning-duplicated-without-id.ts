// Refused, off by default: the same reasoning twice, without ids.
import { reasoningDuplicated } from '../lint/reasoning-duplicated.ts';
import { refuse, type ValidationRule } from './rule.ts';

/** Off: no such refusal is published. A probe of a backend can switch it on. */
export const reasoningDuplicatedWithoutId: ValidationRule = {
  name: 'reasoning-duplicated-without-id',
  trigger: 'the same encrypted reasoning twice, without ids',
  source: 'none; `turntape probe` asks a real backend',
  isOnByDefault: false,
  check: ({ request }) =>
    reasoningDuplicated.check(request).length === 0
      ? null
      : refuse('Duplicate reasoning was found in the input.', 'input', null),
};
