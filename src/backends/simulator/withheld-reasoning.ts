// What a response says of reasoning that its model was not given: `input_transformations` in the
// types of the openai package, in the order of the input.
import type { PresentReasoning, RenderOptions } from '../../cache-model/render-prompt.ts';
import { turnStart } from '../../cache-model/turn-start.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { ResponsesItem, ResponsesReasoning } from '../../wire/responses/item.ts';

/** What of a request's reasoning is present, and why the rest is not. */
export interface WithheldBy extends PresentReasoning, Pick<RenderOptions, 'readReasoning'> {
  /** Places of reasoning that another model generated; they are among the unbound. */
  readonly foreign: ReadonlySet<number>;
}

/**
 * Of several reasons the first one of the vendor's list is said (assumed).
 * @returns null: the model was given all of it, and the response says nothing
 */
export function withheldReasoning(
  input: readonly ResponsesItem[],
  { contextRule, unbound, foreign, readReasoning }: WithheldBy,
): JsonObject[] | null {
  const start = turnStart(input, contextRule);
  const withheld = input.flatMap((item, index) => {
    const isUnbound = unbound?.has(index) === true;
    if (item.type !== 'reasoning' || (index >= start && !isUnbound)) return [];
    const { id, encrypted_content } = item as ResponsesReasoning;
    const original = encrypted_content ? readReasoning(encrypted_content).identity : '';
    const mismatch = foreign.has(index) ? 'model_mismatch' : 'prefix_mismatch';
    const reason = isUnbound ? mismatch : 'turn_boundary';
    return [{ id: id ?? original, action: 'removed', reason, type: 'reasoning' }];
  });
  return withheld.length === 0 ? null : withheld;
}
