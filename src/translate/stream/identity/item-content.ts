// What an item of an answer says, for comparing two spellings of it.
import { canonicalJson } from '../../../lib/canonical-json.ts';
import { isJsonObject, parseJson } from '../../../lib/json.ts';
import { argumentsText } from '../../../wire/responses/call-arguments.ts';
import type { ResponsesItem } from '../../../wire/responses/item.ts';
import { partsOf, textOfPart } from '../../../wire/responses/part-text.ts';
import { type KnownItem, nonEmpty } from './item-name.ts';

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

/** True where the item says the same, in whatever spelling of its JSON, or begins to say it. */
export function isSaidBy({ content: final, done, said }: KnownItem, content: string): boolean {
  const known = final ?? said();
  return known !== null && (isSameContent(known, content) || (!done && content.startsWith(known)));
}

function isSameContent(one: string, other: string): boolean {
  return one === other || canonicalContent(one) === canonicalContent(other);
}

function canonicalContent(content: string): string {
  const begin = content.indexOf(' ');
  const value = begin === -1 ? undefined : parseJson(content.slice(begin));
  return isJsonObject(value) ? content.slice(0, begin) + canonicalJson(value) : content;
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

/** True for a text or a call that has nothing in it: not even `{}`. */
export function isEmptyAtEnd(item: ResponsesItem): boolean {
  const isSayer = item.type === 'message' || item.type === 'function_call';
  return isSayer && !isWholeAtOnce(item);
}

function textsOf(content: unknown): string {
  return partsOf(content)
    .map((part) => textOfPart(part) ?? '')
    .join('');
}
