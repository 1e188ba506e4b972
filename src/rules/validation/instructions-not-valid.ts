// Refused: instructions other than the official prompt.
import { refuseDetail, type ValidationRule } from './rule.ts';

/** Off by default: seen in 2025, when only the official prompt passed; not since. */
export const instructionsNotValid: ValidationRule = {
  name: 'instructions-not-valid',
  trigger: 'any text in `instructions` (the simulator does not have the official prompts)',
  source: 'codex issues 3376 and 3224 (2025)',
  isOnByDefault: false,
  check: ({ request }) =>
    request.instructions ? refuseDetail('Instructions are not valid') : null,
};
