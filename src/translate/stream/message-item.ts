// A message item -> one text block per content part. Refusals are text too, and end the turn as
// one.
import type { ProducedItem } from '../../continuity/produced-entries.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { partsOf, textOfPart } from '../../wire/responses/part-text.ts';
import type { ItemSettings, ItemTranslation } from './item-translation.ts';
import type { Citation, Part } from './part.ts';
import { citationOf } from './search-item.ts';

export function createMessageItem(settings: ItemSettings): ItemTranslation {
  /** Texts as they came so far, by content index. None is empty. */
  const streamed = new Map<number, string>();
  let open: number | null = null;
  /** Parts that came while another was open: its text may continue. */
  const waiting = new Set<number>();
  const over = new Set<number>();
  const closed = new Set<number>();
  let refused = false;
  let phase: string | null = null;

  /** Annotations that came for a text, by content index; what is left over comes with the item. */
  const annotations = new Map<number, unknown[]>();
  const citations: Citation[] = [];
  const citationsOf = (index: number): Part[] => {
    const text = streamed.get(index) ?? '';
    return (annotations.get(index) ?? []).flatMap((annotation): Part[] => {
      const citation = citationOf(annotation);
      if (citation === null) {
        settings.lose('annotation', 'Only citations of web pages have a counterpart.');
        return [];
      }
      citations.push(citation);
      return [{ type: 'citation', citation, citedText: citedText(annotation, text) }];
    });
  };
  const close = (): Part[] => {
    if (open === null) return [];
    const index = open;
    open = null;
    closed.add(index);
    return [...citationsOf(index), { type: 'text-end' }];
  };
  const begin = (index: number): Part[] => {
    open = index;
    waiting.delete(index);
    return [{ type: 'text-start' }, { type: 'text-delta', text: streamed.get(index) ?? '' }];
  };
  /** The parts that wait, as long as the open one is over. */
  const advance = (): Part[] => {
    const parts: Part[] = [];
    for (const next of waiting) {
      if (open !== null && !over.has(open)) break;
      parts.push(...close(), ...begin(next));
    }
    return parts;
  };
  const annotate = (index: number, annotation: unknown): void => {
    const known = annotations.get(index) ?? [];
    annotations.set(index, [...known, annotation]);
  };
  const write = (index: number, text: string): Part[] => {
    if (text === '') return [];
    if (closed.has(index)) {
      settings.lose(
        'text-reopened',
        'Text came for a content part that had ended; it was left out.',
      );
      return [];
    }
    streamed.set(index, (streamed.get(index) ?? '') + text);
    if (open === index) return [{ type: 'text-delta', text }];
    waiting.add(index);
    return advance();
  };
  const complete = (index: number, text: string): Part[] => {
    const known = streamed.get(index) ?? '';
    if (text.startsWith(known)) return write(index, text.slice(known.length));
    settings.lose('text-mismatch', 'A text ended otherwise than it was streamed.');
    return [];
  };

  /** @param text all of it; empty: nothing new is said of it */
  const endPart = (index: number, text: string): Part[] => {
    const parts = text === '' ? [] : complete(index, text);
    over.add(index);
    return [...parts, ...advance()];
  };

  return {
    event(event) {
      switch (event.type) {
        case 'response.output_text.delta':
          return write(event.content_index, event.delta);
        case 'response.output_text.done':
          return endPart(event.content_index, event.text);
        case 'response.refusal.delta':
          refused = true;
          return write(event.content_index, event.delta);
        case 'response.refusal.done':
          refused = true;
          return endPart(event.content_index, event.refusal);
        case 'response.content_part.done': {
          const [part] = contentsOf(event.part, settings.lose);
          refused ||= part?.refusal ?? false;
          const isNew = part !== undefined && !streamed.has(event.content_index);
          return endPart(event.content_index, isNew ? part.text : '');
        }
        case 'response.output_text.annotation.added':
          annotate(event.content_index, event.annotation);
          return [];
        default:
          return [];
      }
    },
    done(item) {
      const contents = contentsOf(contentOf(item), settings.lose);
      const parts = contents.flatMap(({ text, refusal, annotations: all }, index) => {
        refused ||= refusal;
        if (!annotations.has(index)) for (const annotation of all) annotate(index, annotation);
        return complete(index, text);
      });
      if (item !== null && typeof (item as { phase?: unknown }).phase === 'string') {
        phase = (item as { phase: string }).phase;
      }
      for (const next of waiting) parts.push(...close(), ...begin(next));
      return [...parts, ...close()];
    },
    produced: () =>
      [...streamed.values()].map((text): ProducedItem => ({ type: 'text', text, phase })),
    refused: () => refused,
    citations: () => citations,
  };
}

/** The stretch of text that the annotation marks: '' where it says none, or none that is there. */
function citedText(annotation: unknown, text: string): string {
  const { start_index: start, end_index: end } = annotation as Record<string, unknown>;
  return typeof start === 'number' && typeof end === 'number' ? text.slice(start, end) : '';
}

interface MessageContent {
  readonly text: string;
  readonly refusal: boolean;
  readonly annotations: readonly unknown[];
}

/** What a message holds; undefined: nothing is there yet. */
function contentOf(item: ResponsesItem | null): unknown {
  const { content, text } = (item ?? {}) as { content?: unknown; text?: unknown };
  return content ?? text;
}

function contentsOf(content: unknown, lose: ItemSettings['lose']): MessageContent[] {
  return partsOf(content).map((part) => {
    const fields = isJsonObject(part) ? part : {};
    const text = textOfPart(part);
    if (text === null && saysMore(fields)) {
      const type = String(fields['type'] ?? 'part');
      lose(`item-${type}`, `A part of a message has no text that can be read: ${type}.`);
    }
    const { annotations } = fields;
    return {
      text: text ?? '',
      refusal: typeof fields['refusal'] === 'string',
      annotations: Array.isArray(annotations) ? annotations : [],
    };
  });
}

/** It is not a text that is only empty. */
function saysMore({ type, text, refusal }: JsonObject): boolean {
  const isText = type === undefined || type === 'output_text' || type === 'text';
  return !isText || (text ?? refusal ?? null) !== null;
}
