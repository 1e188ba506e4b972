// Calls and their outputs, the two kinds that pair by `call_id`. Shared by both pairing rules.

import type { ResponsesItem } from '../../wire/responses/item.ts';

const kinds: ReadonlyMap<string, { readonly isOutput: boolean; readonly kind: string }> = new Map([
  ['function_call', { isOutput: false, kind: 'function call' }],
  ['function_call_output', { isOutput: true, kind: 'function call' }],
  ['custom_tool_call', { isOutput: false, kind: 'custom tool call' }],
  ['custom_tool_call_output', { isOutput: true, kind: 'custom tool call' }],
]);

export interface CallOrOutput {
  readonly callId: string;
  readonly isOutput: boolean;
  /** `function call` or `custom tool call`, as the messages say it. */
  readonly kind: string;
  /** Equal for a call and its output. */
  readonly pair: string;
}

/** Of parsed items, which never change; null: neither a call nor an output. */
const known = new WeakMap<ResponsesItem, CallOrOutput | null>();

function callOrOutput(item: ResponsesItem): CallOrOutput | null {
  const one = kinds.get(item.type);
  const { call_id: callId } = item as { call_id?: unknown };
  if (one === undefined || typeof callId !== 'string') return null;
  return { ...one, callId, pair: `${one.kind} ${callId}` };
}

export function listCallsAndOutputs(input: readonly ResponsesItem[]): CallOrOutput[] {
  const found: CallOrOutput[] = [];
  // Plain loop: two rules list every item of every request.
  for (let index = 0; index < input.length; index++) {
    const item = input[index] as ResponsesItem;
    let one = known.get(item);
    if (one === undefined) {
      one = callOrOutput(item);
      known.set(item, one);
    }
    if (one !== null) found.push(one);
  }
  return found;
}
