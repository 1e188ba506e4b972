// Refused: a tool name that is too long or has other characters.
import { refuse, type ValidationRule } from './rule.ts';

const pattern = /^[a-zA-Z0-9_-]+$/;
/** Longest tool name, in characters. */
const nameCharsMax = 64;

export const toolNameInvalid: ValidationRule = {
  name: 'tool-name-invalid',
  trigger: `a tool name outside ${pattern.source} or longer than ${nameCharsMax} characters`,
  source: 'codex issue 8174 (pattern); public API (length)',
  isOnByDefault: true,
  check({ request }) {
    for (const [index, { name }] of (request.tools ?? []).entries()) {
      if (typeof name !== 'string') continue;
      const param = `tools[${index}].name`;
      if (!pattern.test(name)) {
        return refuse(
          `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '${pattern.source}'.`,
          param,
          'invalid_value',
        );
      }
      if (name.length > nameCharsMax) {
        return refuse(
          `Invalid '${param}': string too long. Expected a string with maximum length ${nameCharsMax}, but got a string with length ${name.length} instead.`,
          param,
          'string_above_max_length',
        );
      }
    }
    return null;
  },
};
