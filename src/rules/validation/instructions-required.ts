// Refused: a request without `instructions`.
import { refuseDetail, type ValidationRule } from './rule.ts';

/**
 * Off by default, because the sources contradict each other. The empty text is not known to be
 * refused.
 */
export const instructionsRequired: ValidationRule = {
  name: 'instructions-required',
  trigger: '`instructions` missing',
  source:
    'met by gateways: OmniRoute PR 746 and issue 1709, sub2api PR 2257 (gpt-5.5), helm-api PR 310; against it: Codex CLI 0.169 with gpt-5.5 sends none, without its lite header',
  isOnByDefault: false,
  check: ({ request }) =>
    request.instructions === undefined ? refuseDetail('Instructions are required') : null,
};
