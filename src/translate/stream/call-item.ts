// A function call -> one tool_use block. A custom tool call (free-form input) -> a tool_use with the
// input under the one key `input`.
import { parseJson } from '../../lib/json.ts';
import type { ResponsesCustomToolCall, ResponsesFunctionCall } from '../../wire/responses/item.ts';
import type { ItemSettings, ItemTranslation } from './item-translation.ts';
import type { Part } from './part.ts';

export function createFunctionCallItem(
  added: ResponsesFunctionCall,
  settings: ItemSettings,
): ItemTranslation {
  let { call_id: callId } = added;
  let streamed = '';
  let open = false;

  const start = (name: string): Part[] => {
    if (open) return [];
    open = true;
    return [{ type: 'tool-input-start', callId, name: settings.clientToolName(name) }];
  };
  const write = (json: string): Part[] => {
    if (json === '') return [];
    streamed += json;
    return [...start(added.name), { type: 'tool-input-delta', json }];
  };
  const complete = (json: string): Part[] => {
    if (json.startsWith(streamed)) return write(json.slice(streamed.length));
    settings.lose(
      'arguments-mismatch',
      "A call's arguments ended otherwise than they were streamed.",
    );
    return [];
  };

  return {
    event(event) {
      switch (event.type) {
        case 'response.function_call_arguments.delta':
          return write(event.delta);
        case 'response.function_call_arguments.done':
          return complete(event.arguments);
        default:
          return [];
      }
    },
    done(item) {
      const final = item as ResponsesFunctionCall | null;
      // A call that the response never finished must not run with half its arguments.
      if (final === null && parseJson(streamed) === undefined) {
        settings.lose('call-cut', 'The response ended inside the arguments of a call.');
      }
      if (!open && final !== null) callId = final.call_id;
      const parts = [...start(final?.name ?? added.name)];
      if (typeof final?.arguments === 'string') parts.push(...complete(final.arguments));
      if (final !== null && streamed !== '' && parseJson(streamed) === undefined) {
        settings.lose('arguments-invalid', "A call's arguments are not JSON.");
      }
      return [...parts, { type: 'tool-input-end' }];
    },
    produced: () => [{ type: 'call', callId, arguments: streamed === '' ? '{}' : streamed }],
  };
}

export function createCustomCallItem(
  added: ResponsesCustomToolCall,
  settings: ItemSettings,
): ItemTranslation {
  let input = '';
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
      settings.lose('custom-call', 'A free-form call became a call with one argument, `input`.');
      return [
        {
          type: 'tool-input-start',
          callId: added.call_id,
          name: settings.clientToolName(added.name),
        },
        { type: 'tool-input-delta', json: JSON.stringify({ input }) },
        { type: 'tool-input-end' },
      ];
    },
    produced: () => [{ type: 'call', callId: added.call_id, arguments: JSON.stringify({ input }) }],
  };
}
