// Refused: an output whose call is missing.
import { listCallsAndOutputs } from './call-pairs.ts';
import { refuse, type ValidationRule } from './rule.ts';

export const outputWithoutCall: ValidationRule = {
  name: 'output-without-call',
  trigger: 'an output with no call before it (after compaction or rewind, or a renamed id)',
  source: 'vscode issue 320060; codex issue 17630; cline issue 9288',
  isOnByDefault: true,
  check({ request }) {
    const called = new Set<string>();
    for (const { callId, isOutput, kind, pair } of listCallsAndOutputs(request.input)) {
      if (!isOutput) called.add(pair);
      else if (!called.has(pair)) {
        const message = `No tool call found for ${kind} output with call_id ${callId}.`;
        return refuse(message, 'input', null);
      }
    }
    return null;
  },
};
