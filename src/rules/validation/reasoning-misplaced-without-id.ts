// Refused, off by default: reasoning in another place, without ids.
import { reasoningMisplaced } from '../lint/reasoning-misplaced.ts';
import { refuse, type ValidationRule } from './rule.ts';

/** Off: no such refusal is published. A probe of a backend can switch it on. */
export const reasoningMisplacedWithoutId: ValidationRule = {
  name: 'reasoning-misplaced-without-id',
  trigger: 'reasoning without an id that something else than its product follows',
  source: 'none; `turntape probe` asks a real backend',
  isOnByDefault: false,
  check({ request }) {
    const found = reasoningMisplaced
      .check(request)
      .find(({ pointer }) => pointer !== `/input/${request.input.length - 1}`);
    return found === undefined
      ? null
      : refuse('Reasoning was provided without its required following item.', 'input', null);
  },
};
