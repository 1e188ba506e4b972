// Calls and their outputs, the two kinds that pair by `call_id`. Shared by both pairing rules.

import type { ResponsesItem } from '../../wire/responses/item.ts';

const callKinds: Readonly<Record<string, string>> = {
  function_call: 'function call',
  custom_tool_call: 'custom tool call',
};

export interface CallOrOutput {
  readonly index: number;
  readonly callId: string;
  readonly isOutput: boolean;
  /** `function call` or `custom tool call`, as the messages say it. */
  readonly kind: string;
}

export function listCallsAndOutputs(input: readonly ResponsesItem[]): CallOrOutput[] {
  return input.flatMap((item, index) => {
    const isOutput = item.type.endsWith('_output');
    const kind = callKinds[isOutput ? item.type.slice(0, -'_output'.length) : item.type];
    const { call_id: callId } = item as { call_id?: unknown };
    return kind && typeof callId === 'string' ? [{ index, callId, isOutput, kind }] : [];
  });
}
