// A custom tool call (free-form input) -> a tool_use with the input under the one key `input`.
import type { ProducedItem } from '../../continuity/produced-entries.ts';
import type { ResponsesCustomToolCall } from '../../wire/responses/item.ts';
import type { ItemSettings, ItemTranslation } from './item-translation.ts';

/** @param added the item at its beginning; empty names where the server left the beginning out */
export function createCustomCallItem(
  added: ResponsesCustomToolCall,
  settings: ItemSettings,
): ItemTranslation {
  let input = '';
  const produced: ProducedItem[] = [];
  return {
    event(event) {
      switch (event.type) {
        case 'response.custom_tool_call_input.delta':
          input += event.delta;
          return [];
        case 'response.custom_tool_call_input.done':
          input = event.input;
          return [];
        default:
          return [];
      }
    },
    done(item) {
      const final = item as ResponsesCustomToolCall | null;
      if (typeof final?.input === 'string') input = final.input;
      const name = final?.name || added.name;
      if (name === '') {
        settings.lose('call-without-name', 'A call whose tool was never named was left out.');
        return [];
      }
      settings.lose('custom-call', 'A free-form call became a call with one argument, `input`.');
      const wanted = [added.call_id, final?.call_id, added.id, final?.id].find(Boolean);
      const callId = settings.callId(wanted ?? null);
      const json = JSON.stringify({ input });
      produced.push({ type: 'call', callId, arguments: json, changed: false });
      return [
        { type: 'tool-input-start', callId, name: settings.clientToolName(name) },
        { type: 'tool-input-delta', json },
        { type: 'tool-input-end' },
      ];
    },
    produced: () => produced,
  };
}
