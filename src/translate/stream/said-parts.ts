// What the client has got of an answer, for a stream that begins again: a relay lost its upstream
// in the middle, and repeats the answer from its start. What was sent already is not sent twice,
// and where the second beginning says something else, nothing true can follow.
import type { Part } from './part.ts';

export interface SaidParts {
  /** The answer is said again, from its start. */
  restart(): void;
  /** What of the parts the client has not got yet; null: it has got something else. */
  newOf(parts: Part[]): Part[] | null;
  /** The text of the first block; empty where it has none, or is being said again. */
  firstText(): string;
}

/** Around what is not text, which no model writes. */
const mark = '\u0001';

export function createSaidParts(): SaidParts {
  /** Everything that was sent, one part after the other. */
  let said = '';
  /** How much of it was said again; null: the stream is the first. */
  let again: number | null = null;

  const newOf = (part: Part, from: number): Part | null | 'known' => {
    const text = spelled(part);
    const known = said.slice(from, from + text.length);
    if (!text.startsWith(known) || (part.type === 'finish' && from < said.length)) return null;
    const rest = text.slice(known.length);
    again = from + text.length;
    said += rest;
    if (known === '') return part;
    return rest === '' ? 'known' : withText(part, rest);
  };

  return {
    restart() {
      again = 0;
    },
    newOf(parts) {
      if (again === null) {
        for (const part of parts) said += spelled(part);
        return parts;
      }
      const fresh: Part[] = [];
      for (const part of parts) {
        const found = newOf(part, again);
        if (found === null) return null;
        if (found !== 'known') fresh.push(found);
      }
      return fresh;
    },
    firstText() {
      const start = said.indexOf(mark, 1) + 1;
      const isBeingRepeated = again !== null && again < said.length;
      if (start === 0 || isBeingRepeated) return '';
      const end = said.indexOf(mark, start);
      return said.slice(start, end === -1 ? undefined : end);
    },
  };
}

function spelled(part: Part): string {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return part.text;
    case 'tool-input-delta':
      return part.json;
    // Of the response as a whole: they come once.
    case 'response-start':
    case 'usage':
    case 'finish':
    case 'error':
      return '';
    default:
      return mark + JSON.stringify(part) + mark;
  }
}

/** Only texts come in pieces: of anything else all is known, or nothing. */
function withText(part: Part, text: string): Part | null {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return { ...part, text };
    case 'tool-input-delta':
      return { ...part, json: text };
    default:
      return null;
  }
}
