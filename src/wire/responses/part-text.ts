// The texts of an item's content. The protocol has a list of parts with a `text` or a `refusal`;
// some servers write a text or one part instead of the list, a text instead of a part, the
// Assistants API's `{"value": ...}` instead of a text, and what was spoken is a `transcript`.
import { isJsonObject } from '../../lib/json.ts';

/** The parts of a content, a summary or a list of raw reasoning. */
export function partsOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content as readonly unknown[];
  return content === undefined || content === null || content === '' ? [] : [content];
}

/** null: it has no text. */
export function textOfPart(part: unknown): string | null {
  if (typeof part === 'string') return part;
  if (!isJsonObject(part)) return null;
  for (const value of [part['text'], part['refusal'], part['transcript']]) {
    if (typeof value === 'string') return value;
    if (isJsonObject(value) && typeof value['value'] === 'string') return value['value'];
  }
  return null;
}
