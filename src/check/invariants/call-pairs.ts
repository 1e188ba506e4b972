// Invariant: every call has its output, and every output its call.
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { Invariant, InvariantCall, InvariantFinding } from './invariant.ts';

const callTypes = new Set(['function_call', 'custom_tool_call', 'tool_search_call']);
const outputTypes = new Set([
  'function_call_output',
  'custom_tool_call_output',
  'tool_search_output',
]);

function callId(item: ResponsesItem): string {
  return 'call_id' in item ? String(item.call_id) : '';
}

function findUnpaired({ number, request }: InvariantCall): InvariantFinding[] {
  const called = new Set<string>();
  const answered = new Set<string>();
  const outputs = new Set(
    request.input.filter(({ type }) => outputTypes.has(type)).map((item) => callId(item)),
  );
  return request.input.flatMap((item, index) => {
    const id = callId(item);
    const pointer = `/input/${index}`;
    if (callTypes.has(item.type)) {
      called.add(id);
      return outputs.has(id) ? [] : [{ turn: number, pointer, detail: `call ${id} has no output` }];
    }
    if (!outputTypes.has(item.type)) return [];
    const isKnown = called.has(id);
    const isSecond = answered.has(id);
    answered.add(id);
    if (isKnown && !isSecond) return [];
    const detail = isSecond ? `call ${id} has a second output` : `output ${id} follows no call`;
    return [{ turn: number, pointer, detail }];
  });
}

export const callPairs: Invariant = {
  name: 'call-pairs',
  law: 'Every call has exactly one output, after it, and every output its call.',
  check: ({ turns }) => turns.flatMap(findUnpaired),
};
