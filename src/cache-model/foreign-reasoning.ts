// Reasoning that another model generated: the types of the openai package name `model_mismatch` as
// a reason to leave it out.
import type { ResponsesReasoning } from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import type { RenderOptions } from './render-prompt.ts';

/**
 * @param readReasoning says which model generated each item; where that is not known, it stays
 * @returns places in the input
 */
export function readForeign(
  { model, input }: Pick<ResponsesRequest, 'model' | 'input'>,
  readReasoning: RenderOptions['readReasoning'],
): ReadonlySet<number> {
  const foreign = new Set<number>();
  for (const [index, item] of input.entries()) {
    if (item.type !== 'reasoning') continue;
    const { encrypted_content } = item as ResponsesReasoning;
    const own = encrypted_content ? readReasoning(encrypted_content).model : undefined;
    if (own !== undefined && own !== model) foreign.add(index);
  }
  return foreign;
}
