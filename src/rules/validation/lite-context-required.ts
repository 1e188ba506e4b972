// Refused: the lite header without `reasoning.context: all_turns`.
import { isLite, liteContext, liteHeader, liteHeaderShown } from '../../wire/responses/lite.ts';
import { refuse, type ValidationRule } from './rule.ts';

export const liteContextRequired: ValidationRule = {
  name: 'lite-context-required',
  trigger: `header \`${liteHeader}\` and a \`reasoning.context\` other than \`${liteContext}\``,
  source: 'codex issues 39936, 33496; axonhub PR 2235, EvoScientist issue 356 (`param` shortened)',
  isOnByDefault: true,
  check: ({ request, headers }) =>
    isLite(headers) && request.reasoning?.context !== liteContext
      ? refuse(
          `${liteHeaderShown} requires reasoning.context to be ${liteContext}.`,
          'reasoning.context',
          null,
        )
      : null,
};
