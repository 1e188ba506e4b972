// Refused: a list of tools that is too long.
import { refuse, type ValidationRule } from './rule.ts';

/** Longest list of tools. */
const toolsMax = 128;

export const tooManyTools: ValidationRule = {
  name: 'too-many-tools',
  trigger: `more than ${toolsMax} tools`,
  source: 'opencode issue 4909 (gpt-5.1); claude-code-router issue 686; zed issue 42393',
  isOnByDefault: true,
  check({ request }) {
    const count = request.tools?.length ?? 0;
    if (count <= toolsMax) return null;
    return refuse(
      `Invalid 'tools': array too long. Expected an array with maximum length ${toolsMax}, but got an array with length ${count} instead.`,
      'tools',
      'array_above_max_length',
    );
  },
};
