// Refused: a model of the lite contract without its header.
import { isLite, liteHeader } from '../../wire/responses/lite.ts';
import { errorBody } from '../../wire/responses/refusal.ts';
import type { ValidationRule } from './rule.ts';

/**
 * Off by default: the public API asks for no header, and Codex CLI is the only source on the
 * other.
 */
export const liteRequired: ValidationRule = {
  name: 'lite-required',
  trigger: `a model from gpt-5.6 on without header \`${liteHeader}\``,
  source: 'codex issues 39936, 33496; axonhub PR 2235: 404 on ChatGPT (exact text assumed)',
  isOnByDefault: false,
  check: ({ request, headers, context }) =>
    context.hasLite === true && !isLite(headers)
      ? { status: 404, body: errorBody(`Model not found ${request.model}`, null, null) }
      : null,
};
