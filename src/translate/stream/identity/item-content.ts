// What an item of an answer says, for comparing two spellings of it.
import { isJsonObject } from '../../../lib/json.ts';
import { argumentsText } from '../../../wire/responses/call-arguments.ts';
import type { ResponsesItem } from '../../../wire/responses/item.ts';
import { nonEmpty } from './item-name.ts';

/** What an item says, without its names and states: two spellings of one item agree in it. */
export function contentOf(item: ResponsesItem): string {
  const fields = item as Record<string, unknown>;
  switch (item.type) {
    case 'message':
      return textsOf(fields['content']);
    case 'reasoning':
      return nonEmpty(fields['encrypted_content']) ?? textsOf(fields['summary']);
    case 'function_call':
      return `${String(fields['name'])} ${argumentsText(fields['arguments']) ?? ''}`;
    case 'custom_tool_call':
      return `${String(fields['name'])} ${String(fields['input'] ?? '')}`;
    default: {
      const { id: _, status: __, ...rest } = fields;
      return JSON.stringify(rest);
    }
  }
}

/**
 * True for an item that says something as it begins: some servers send all of it there, and no end.
 */
export function isWholeAtOnce(item: ResponsesItem): boolean {
  const fields = item as Record<string, unknown>;
  switch (item.type) {
    case 'message':
      return textsOf(fields['content']) !== '';
    case 'function_call':
      return (argumentsText(fields['arguments']) ?? '') !== '';
    case 'custom_tool_call':
      return nonEmpty(fields['input']) !== null;
    default:
      return false;
  }
}

function textsOf(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  return (content as readonly unknown[])
    .map((part) => (isJsonObject(part) ? String(part['text'] ?? part['refusal'] ?? '') : ''))
    .join('');
}
