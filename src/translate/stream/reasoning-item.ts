// A reasoning item -> one thinking block: its summary as the text, what carries it as the
// signature.
import type { StoredReasoning } from '../../carriers/carrier.ts';
import { displayOnlySignature } from '../../carriers/envelope.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { partsOf, textOfPart } from '../../wire/responses/part-text.ts';
import type { ItemSettings, ItemTranslation } from './item-translation.ts';
import type { Part } from './part.ts';

const betweenSummaries = '\n\n';

/**
 * @param added the item at its beginning: its encrypted content is a snapshot, used if no other
 * comes
 */
export function createReasoningItem(added: ResponsesItem, settings: ItemSettings): ItemTranslation {
  let open = false;
  /** Summary texts as streamed so far, by index. None is empty. */
  const streamed = new Map<number, string>();
  /** Raw reasoning as streamed so far, by index: for servers that leave it out of the item. */
  const raw = new Map<number, string>();
  let reasoning: StoredReasoning | null = null;

  const write = (index: number, text: string): Part[] => {
    if (text === '') return [];
    const parts: Part[] = [];
    if (!open) {
      open = true;
      parts.push({ type: 'reasoning-start' });
    }
    const known = streamed.get(index);
    const separator = known === undefined && streamed.size > 0 ? betweenSummaries : '';
    streamed.set(index, (known ?? '') + text);
    parts.push({ type: 'reasoning-delta', text: separator + text });
    return parts;
  };
  /** What the whole text has beyond what was streamed. */
  const complete = (index: number, text: string): Part[] => {
    const known = streamed.get(index) ?? '';
    if (text.startsWith(known)) return write(index, text.slice(known.length));
    settings.lose('summary-mismatch', 'A summary ended otherwise than it was streamed.');
    return [];
  };

  return {
    event(event) {
      switch (event.type) {
        case 'response.reasoning_summary_text.delta':
          return write(event.summary_index, event.delta);
        case 'response.reasoning_summary_text.done':
          return complete(event.summary_index, event.text);
        case 'response.reasoning_text.delta':
          // Raw reasoning is shown at the end (`done`).
          raw.set(event.content_index, (raw.get(event.content_index) ?? '') + event.delta);
          return [];
        case 'response.reasoning_text.done':
          raw.set(event.content_index, event.text);
          return [];
        default:
          // Parts begin and end with their texts.
          return [];
      }
    },
    done(item) {
      const final = item ?? added;
      const summary = textsOf(final['summary' as keyof ResponsesItem]);
      const parts = summary.flatMap((text, index) => complete(index, text));
      if (!open) {
        const texts = textsOf(final['content' as keyof ResponsesItem]);
        for (const [index, text] of (texts.length > 0 ? texts : [...raw.values()]).entries()) {
          parts.push(...write(index, text));
        }
      }
      reasoning = {
        id: textOf(final, 'id') ?? textOf(added, 'id'),
        encryptedContent:
          textOf(final, 'encrypted_content') ?? textOf(added, 'encrypted_content') ?? '',
        // It is sent back, and half of a character is refused there.
        summary: summary.map((text) => text.toWellFormed()),
      };
      const signature = reasoning.encryptedContent === '' ? null : settings.seal(reasoning);
      // Without a summary and without anything to carry there is nothing to show.
      if (!open && signature === null) return parts;
      if (!open) parts.push({ type: 'reasoning-start' });
      parts.push({ type: 'reasoning-end', signature: signature ?? displayOnlySignature });
      return parts;
    },
    produced: () => (reasoning === null ? [] : [{ type: 'reasoning', reasoning }]),
  };
}

function textsOf(value: unknown): string[] {
  return partsOf(value).flatMap((part) => textOfPart(part) ?? []);
}

function textOf(item: ResponsesItem, field: 'id' | 'encrypted_content'): string | null {
  const value = field in item ? (item as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}
