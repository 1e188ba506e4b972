// Refused: a call whose output is missing.
import { listCallsAndOutputs } from './call-pairs.ts';
import { refuse, type ValidationRule } from './rule.ts';

export const callWithoutOutput: ValidationRule = {
  name: 'call-without-output',
  trigger: 'a call whose output does not follow in `input` (an interrupted turn)',
  source: 'CLIProxyAPI issue 2368',
  isOnByDefault: true,
  check({ request }) {
    const waiting = new Map<string, string>();
    for (const { callId, isOutput, kind } of listCallsAndOutputs(request.input)) {
      if (isOutput) waiting.delete(`${kind} ${callId}`);
      else waiting.set(`${kind} ${callId}`, `No tool output found for ${kind} ${callId}.`);
    }
    const [message] = waiting.values();
    return message === undefined ? null : refuse(message, 'input', null);
  },
};
