// Refused, off by default: reasoning at the end of the input, without ids.
import { refuse, type ValidationRule } from './rule.ts';

/** Off: no such refusal is published. A probe of a backend can switch it on. */
export const reasoningTrailingWithoutId: ValidationRule = {
  name: 'reasoning-trailing-without-id',
  trigger: 'reasoning without an id as the last item',
  source: 'none; `turntape probe` asks a real backend',
  isOnByDefault: false,
  check: ({ request }) =>
    request.input.at(-1)?.type === 'reasoning'
      ? refuse('Reasoning was provided as the last item of the input.', 'input', null)
      : null,
};
