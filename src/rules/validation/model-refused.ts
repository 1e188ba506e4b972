// Refused: a model that the account may not use.
import { refuseDetail, type ValidationRule } from './rule.ts';

export const modelRefused: ValidationRule = {
  name: 'model-refused',
  trigger: 'a model in the `refused_models` parameter',
  source: 'codex-proxy issue 54',
  isOnByDefault: true,
  check: ({ request: { model }, context }) =>
    context.refusedModels?.includes(model)
      ? refuseDetail(
          `The '${model}' model is not supported when using Codex with a ChatGPT account.`,
        )
      : null,
};
