// A message item -> one text block per content part. Refusals are text too, and end the turn as one.
import type { ProducedItem } from '../../continuity/produced-entries.ts';
import { isJsonObject } from '../../lib/json.ts';
import type { ItemSettings, ItemTranslation } from './item-translation.ts';
import type { Part } from './part.ts';

export function createMessageItem(settings: ItemSettings): ItemTranslation {
  /** Texts as streamed so far, by content index. */
  const streamed: string[] = [];
  let open: number | null = null;
  let refused = false;
  let phase: string | null = null;

  const close = (): Part[] => {
    if (open === null) return [];
    open = null;
    return [{ type: 'text-end' }];
  };
  const write = (index: number, text: string): Part[] => {
    if (text === '') return [];
    const parts: Part[] = [];
    if (open !== index) {
      if (streamed[index] !== undefined) {
        settings.lose(
          'text-reopened',
          'Text came for a content part that had ended; it was left out.',
        );
        return [];
      }
      parts.push(...close(), { type: 'text-start' });
      open = index;
    }
    streamed[index] = (streamed[index] ?? '') + text;
    parts.push({ type: 'text-delta', text });
    return parts;
  };
  const complete = (index: number, text: string): Part[] => {
    const known = streamed[index] ?? '';
    if (text.startsWith(known)) return write(index, text.slice(known.length));
    settings.lose('text-mismatch', 'A text ended otherwise than it was streamed.');
    return [];
  };

  return {
    event(event) {
      switch (event.type) {
        case 'response.output_text.delta':
          return write(event.content_index, event.delta);
        case 'response.output_text.done':
          return complete(event.content_index, event.text);
        case 'response.refusal.delta':
          refused = true;
          return write(event.content_index, event.delta);
        case 'response.refusal.done':
          refused = true;
          return complete(event.content_index, event.refusal);
        case 'response.output_text.annotation.added':
          settings.lose('annotation', 'Citations have no place in a plain text block.');
          return [];
        default:
          return [];
      }
    },
    done(item) {
      const contents = item !== null && 'content' in item ? contentsOf(item.content) : [];
      const parts = contents.flatMap(({ text, refusal }, index) => {
        refused ||= refusal;
        return complete(index, text);
      });
      if (item !== null && typeof (item as { phase?: unknown }).phase === 'string') {
        phase = (item as { phase: string }).phase;
      }
      return [...parts, ...close()];
    },
    produced: () =>
      streamed
        .filter((text) => text !== '')
        .map((text): ProducedItem => ({ type: 'text', text, phase })),
    refused: () => refused,
  };
}

function contentsOf(content: unknown): { text: string; refusal: boolean }[] {
  if (typeof content === 'string') return [{ text: content, refusal: false }];
  if (!Array.isArray(content)) return [];
  return (content as readonly unknown[]).map((part) => {
    if (!isJsonObject(part)) return { text: '', refusal: false };
    if (typeof part['refusal'] === 'string') return { text: part['refusal'], refusal: true };
    return { text: typeof part['text'] === 'string' ? part['text'] : '', refusal: false };
  });
}
