// Refused: a request that asks for an answer without a stream.
import { refuseDetail, type ValidationRule } from './rule.ts';

/** The Codex backend answers streams only. */
export const streamMustBeTrue: ValidationRule = {
  name: 'stream-must-be-true',
  trigger: '`stream` missing or not true',
  source: 'cursor-byok issue 14',
  isOnByDefault: true,
  check: ({ request }) =>
    (request.stream as unknown) === true ? null : refuseDetail('Stream must be set to true'),
};
