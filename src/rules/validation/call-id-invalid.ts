// Refused: a call id that is empty, too long, or has other characters.
import { refuse, type ValidationRule } from './rule.ts';

/** Longest call id, in characters. */
const callIdCharsMax = 64;

export const callIdInvalid: ValidationRule = {
  name: 'call-id-invalid',
  trigger: `an empty \`call_id\`, or one longer than ${callIdCharsMax} characters`,
  source: 'CodexPlusPlus issue 315 (empty); CLIProxyAPI shortens longer ones',
  isOnByDefault: true,
  check({ request }) {
    for (const [index, item] of request.input.entries()) {
      const { call_id: callId } = item as { call_id?: unknown };
      if (typeof callId !== 'string') continue;
      if (callId !== '' && callId.length <= callIdCharsMax) continue;
      const param = `input[${index}].call_id`;
      if (callId === '') {
        return refuse(
          `Invalid '${param}': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
          param,
          'empty_string',
        );
      }
      return refuse(
        `Invalid '${param}': string too long. Expected a string with maximum length ${callIdCharsMax}, but got a string with length ${callId.length} instead.`,
        param,
        'string_above_max_length',
      );
    }
    return null;
  },
};
