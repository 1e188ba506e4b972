// Refused: a call whose output is missing.
import { listCallsAndOutputs } from './call-pairs.ts';
import { refuse, type ValidationRule } from './rule.ts';

export const callWithoutOutput: ValidationRule = {
  name: 'call-without-output',
  trigger: 'a call whose output does not follow in `input` (an interrupted turn)',
  source: 'CLIProxyAPI issue 2368',
  isOnByDefault: true,
  check({ request }) {
    const waiting = new Set<string>();
    for (const { isOutput, pair } of listCallsAndOutputs(request.input)) {
      if (isOutput) waiting.delete(pair);
      else waiting.add(pair);
    }
    const [first] = waiting;
    return first === undefined ? null : refuse(`No tool output found for ${first}.`, 'input', null);
  },
};
