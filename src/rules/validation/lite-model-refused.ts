// Refused: the lite header with a model that has no lite contract.
import { isLite, liteHeader, liteHeaderShown } from '../../wire/responses/lite.ts';
import { refuse, type ValidationRule } from './rule.ts';

export const liteModelRefused: ValidationRule = {
  name: 'lite-model-refused',
  trigger: `header \`${liteHeader}\` with a model before gpt-5.6`,
  source: 'codex issues 30224 and 30912, headroom issue 1523 (since 2026-06-26)',
  isOnByDefault: true,
  check: ({ headers, context }) =>
    isLite(headers) && context.hasLite === false
      ? refuse(
          `This model is not supported when using ${liteHeaderShown}.`,
          'model',
          'unsupported_value',
        )
      : null,
};
