// What a response says of reasoning that its model was not given: `input_transformations` in the
// types of the openai package, in the order of the input.
import type { PresentReasoning, RenderOptions } from '../../cache-model/render-prompt.ts';
import { turnStart } from '../../cache-model/turn-start.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { ResponsesItem, ResponsesReasoning } from '../../wire/responses/item.ts';

/** @returns null: the model was given all of it, and the response says nothing */
export function withheldReasoning(
  input: readonly ResponsesItem[],
  { contextRule, unbound }: PresentReasoning,
  readReasoning: RenderOptions['readReasoning'],
): JsonObject[] | null {
  const start = turnStart(input, contextRule);
  const withheld = input.flatMap((item, index) => {
    const isUnbound = unbound?.has(index) === true;
    if (item.type !== 'reasoning' || (index >= start && !isUnbound)) return [];
    const { id, encrypted_content } = item as ResponsesReasoning;
    const original = encrypted_content ? readReasoning(encrypted_content).identity : '';
    const reason = isUnbound ? 'prefix_mismatch' : 'turn_boundary';
    return [{ id: id ?? original, action: 'removed', reason, type: 'reasoning' }];
  });
  return withheld.length === 0 ? null : withheld;
}
