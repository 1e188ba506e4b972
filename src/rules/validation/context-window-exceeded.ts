// Refused: more input than the model's context window.
import { refuse, type ValidationRule } from './rule.ts';

export const contextWindowExceeded: ValidationRule = {
  name: 'context-window-exceeded',
  trigger: "a rendered prompt of more tokens than the model profile's context window",
  source: 'codex issue 20866',
  isOnByDefault: true,
  check({ context: { countInputTokens, contextWindow } }) {
    if (countInputTokens === undefined || contextWindow === undefined) return null;
    if (countInputTokens() <= contextWindow) return null;
    return refuse(
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
      'input',
      'context_length_exceeded',
    );
  },
};
