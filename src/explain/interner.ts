// Each distinct piece of a session's prompts once: requests repeat their history, and two pieces
// are compared by number instead of by text.
import type { PromptSegment } from '../cache-model/render-prompt.ts';

export interface Interner {
  /** Equal segments (their place does not count) have equal numbers, from 0 upwards. */
  idOf(segment: PromptSegment): number;
  /** The first segment that got this number. */
  segmentOf(id: number): PromptSegment;
}

export function createInterner(): Interner {
  const known = new Map<string, Map<string, number>>();
  const segments: PromptSegment[] = [];
  return {
    idOf(segment) {
      const kind =
        segment.kind === 'opaque'
          ? `opaque ${segment.what} ${segment.tokens}`
          : `${segment.frame} ${segment.continues === true} ${segment.answered === true}`;
      const content = segment.kind === 'opaque' ? segment.identity : segment.text;
      const siblings = known.get(kind) ?? new Map<string, number>();
      known.set(kind, siblings);
      const id = siblings.get(content) ?? segments.length;
      if (id === segments.length) {
        segments.push(segment);
        siblings.set(content, id);
      }
      return id;
    },
    segmentOf(id) {
      const segment = segments[id];
      if (segment === undefined) throw new TypeError(`No segment ${id}`);
      return segment;
    },
  };
}
