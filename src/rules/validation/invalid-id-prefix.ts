// Refused: an item id whose prefix does not fit the item.
import { refuse, type ValidationRule } from './rule.ts';

/** Prefixes by item type. Client-made ids of outputs (`fco_`, `ctco_`) pass as they are. */
const prefixes: Readonly<Record<string, string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  custom_tool_call: 'ctc',
};

export const invalidIdPrefix: ValidationRule = {
  name: 'invalid-id-prefix',
  trigger: "an item id that does not begin with its type's prefix",
  source: 'codex issue 33176; cockpit-tools issue 2090',
  isOnByDefault: true,
  check({ request }) {
    for (const [index, { type, id }] of request.input.entries()) {
      const prefix = prefixes[type];
      if (prefix === undefined || typeof id !== 'string' || id.startsWith(prefix)) continue;
      const param = `input[${index}].id`;
      return refuse(
        `Invalid '${param}': '${id}'. Expected an ID that begins with '${prefix}'.`,
        param,
        'invalid_id_prefix',
      );
    }
    return null;
  },
};
