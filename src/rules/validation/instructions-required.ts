import { refuseDetail, type ValidationRule } from './rule.ts';

/** Off by default: Codex CLI 0.169 sends no `instructions` at all. The empty text was accepted. */
export const instructionsRequired: ValidationRule = {
  name: 'instructions-required',
  trigger: '`instructions` missing',
  source: 'OmniRoute PR 746; contradicted by what Codex CLI 0.169 sends',
  isOnByDefault: false,
  check: ({ request }) =>
    request.instructions === undefined ? refuseDetail('Instructions are required') : null,
};
