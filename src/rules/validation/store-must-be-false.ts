// Refused: `store: true`, or no `store`.
import { refuseDetail, type ValidationRule } from './rule.ts';

/** The Codex backend keeps nothing. */
export const storeMustBeFalse: ValidationRule = {
  name: 'store-must-be-false',
  trigger: '`store` missing or not false',
  source: 'codex issue 26173; CLIProxyAPI PR 41; cline PR 9523',
  isOnByDefault: true,
  check: ({ request }) =>
    (request.store as unknown) === false ? null : refuseDetail('Store must be set to false'),
};
