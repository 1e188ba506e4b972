// The kinds of output items: which translation each has, and which kind an event inside an item is
// of.
import type {
  ResponsesCustomToolCall,
  ResponsesFunctionCall,
  ResponsesItem,
} from '../../wire/responses/item.ts';
import { createFunctionCallItem } from './call-item.ts';
import { createCustomCallItem } from './custom-call-item.ts';
import type { InnerItemEvent, ItemSettings, ItemTranslation } from './item-translation.ts';
import { createMessageItem } from './message-item.ts';
import { createReasoningItem } from './reasoning-item.ts';
import { createSearchItem } from './search-item.ts';
import { createUnknownItem } from './unknown-item.ts';

/** @param item at its beginning */
export function translationOf(item: ResponsesItem, settings: ItemSettings): ItemTranslation {
  // The border parser has checked the fields that these types promise.
  switch (item.type) {
    case 'reasoning':
      return createReasoningItem(item, settings);
    case 'message':
      return createMessageItem(settings);
    case 'function_call':
      return createFunctionCallItem(item as ResponsesFunctionCall, settings);
    case 'custom_tool_call':
      return createCustomCallItem(item as ResponsesCustomToolCall, settings);
    case 'web_search_call':
      return createSearchItem(item, settings);
    default:
      return createUnknownItem(item.type, settings);
  }
}

/** An item whose beginning the server left out. */
export function impliedItem(type: string): ResponsesItem {
  return { type, name: '', call_id: '' };
}

/** The type of item that an event inside it belongs to. */
export function itemTypeOf(event: InnerItemEvent): string {
  switch (event.type) {
    // Nearly every event is one of the first: cases are compared in their order.
    case 'response.output_text.delta':
    case 'response.output_text.done':
    case 'response.output_text.annotation.added':
    case 'response.refusal.delta':
    case 'response.refusal.done':
      return 'message';
    case 'response.function_call_arguments.delta':
    case 'response.function_call_arguments.done':
      return 'function_call';
    case 'response.custom_tool_call_input.delta':
    case 'response.custom_tool_call_input.done':
      return 'custom_tool_call';
    case 'response.content_part.added':
    case 'response.content_part.done':
      return event.part.type === 'reasoning_text' ? 'reasoning' : 'message';
    default:
      return 'reasoning';
  }
}
