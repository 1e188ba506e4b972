// Which items of an input a model generated.
import type { ResponsesItem } from '../wire/responses/item.ts';

/** Items that come from outside the model although they are neither messages nor outputs. */
const fromOutside: readonly string[] = [
  ...['additional_tools', 'configuration_update', 'compaction_trigger', 'item_reference'],
];

/** True for an item that a model generated: reasoning, an assistant's message, a call. */
export function isModelOutput(item: ResponsesItem): boolean {
  if (item.type === 'message') return 'role' in item && item.role === 'assistant';
  return !item.type.endsWith('_output') && !fromOutside.includes(item.type);
}
