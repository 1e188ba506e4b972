// Why a whole response stopped, in the client's words, and which items its last event has.
import type { ResponsesItem } from '../../wire/responses/item.ts';
import {
  isReadableItem,
  itemWithTextNames,
  withPlainFunction,
} from '../../wire/responses/parse-event.ts';
import { partsOf } from '../../wire/responses/part-text.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';
import type { ItemSettings, ItemTranslation } from './item-translation.ts';
import type { StopReason } from './part.ts';
import type { ResponseEnd } from './response-end.ts';

/** @param items every item of the response */
export function stopReasonOf(
  end: ResponseEnd,
  response: ResponsesResponse,
  items: readonly ItemTranslation[],
  lose: ItemSettings['lose'],
): StopReason {
  if (end.type === 'incomplete') {
    if (end.reason !== 'other') return end.reason;
    const reason = response.incomplete_details?.reason;
    lose('incomplete', `The response is incomplete (${reason}), which the client cannot be told.`);
  }
  const called = items.some((item) => item.produced().some(({ type }) => type === 'call'));
  if (called) return 'tool_use';
  return items.some((item) => item.refused?.() === true) ? 'refusal' : 'end_turn';
}

/**
 * The snapshot's items. A backend may leave them out; those that cannot be read are losses.
 * @param isAll no item has come before: then the text that SDKs put beside the items counts
 */
export function outputOf(
  { output, output_text: text }: ResponsesResponse,
  isAll: boolean,
  lose: ItemSettings['lose'],
): readonly ResponsesItem[] {
  const items = partsOf(output);
  if (items.length === 0 && isAll && typeof text === 'string' && text !== '') {
    return [{ type: 'message', content: text } as unknown as ResponsesItem];
  }
  return items.flatMap((given) => {
    const item = withPlainFunction(given);
    if (isReadableItem(item)) return [itemWithTextNames(item) as unknown as ResponsesItem];
    lose('item-unreadable', 'An output item has no type, or a call no name.');
    return [];
  });
}
