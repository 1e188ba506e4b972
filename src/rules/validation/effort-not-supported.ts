// Refused: a reasoning effort that the model does not know.
import { refuse, type ValidationRule } from './rule.ts';

export const effortNotSupported: ValidationRule = {
  name: 'effort-not-supported',
  trigger: "a `reasoning.effort` that the model's family does not take",
  source: 'codex issue 6647; opencode issue 4451; inspect_ai PR 5254',
  isOnByDefault: true,
  check({ request, context: { efforts } }) {
    const effort = request.reasoning?.effort;
    if (effort === undefined || efforts === undefined || efforts.includes(effort)) return null;
    return refuse(
      `Unsupported value: '${effort}' is not supported with the '${request.model}' model. Supported values are: ${listed(efforts)}.`,
      'reasoning.effort',
      'unsupported_value',
    );
  },
};

/** As the backend lists them: `'low', 'medium', and 'high'`. */
function listed(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')}, and ${last}`;
}
