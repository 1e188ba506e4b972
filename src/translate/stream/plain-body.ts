// A response that should have been a stream and is not one: an error or a whole response as JSON,
// or a page, with status 200.
import { isJsonObject, parseJson } from '../../lib/json.ts';
import type { ResponsesEvent } from '../../wire/responses/event.ts';
import { excessive, findExcess, parseResponsesPayload } from '../../wire/responses/parse-event.ts';
import { readFailure } from '../read-failure.ts';

/** Longest body that is kept, in characters: a whole response may be long. */
const bodyCharsMax = 16 * 1024 * 1024;

export interface PlainBody {
  /**
   * True once the body is whole JSON: no part of it is missing, even if the connection stays open.
   */
  add(bytes: Uint8Array): boolean;
  /** It is a stream after all. */
  close(): void;
  /** True when there is a text that is not part of a stream. */
  hasText(): boolean;
  /** What the body says, as the event that a stream would have said it with. */
  event(): ResponsesEvent;
}

/** What a body begins with; a text may be anything. */
type BodyKind = 'object' | 'stream' | 'text';

export function createPlainBody(): PlainBody {
  const decoder = new TextDecoder('utf-8');
  const end = createObjectEnd();
  let text = '';
  let kind: BodyKind | null = null;
  let closed = false;
  const close = (): void => {
    closed = true;
    text = '';
  };
  const event = (): ResponsesEvent => {
    const value = parseJson(text);
    const excess = value === undefined ? null : findExcess(text);
    if (excess !== null) return excessive(undefined, excess);
    if (isJsonObject(value)) {
      const parsed = parseResponsesPayload(value);
      if (parsed.type !== 'unknown') return parsed;
    }
    const failure = readFailure(null, [], text);
    const { code, message, status } = failure;
    return {
      type: 'error',
      code: code ?? 'no-stream',
      errorType: failure.errorType ?? null,
      message,
      param: failure.param ?? null,
      status,
      resetsInS: failure.retryAfterS,
      resetsAtS: failure.resetsAtS ?? null,
    };
  };
  return {
    add(bytes) {
      if (closed) return false;
      const piece = decoder.decode(bytes, { stream: true });
      text += piece;
      kind ??= kindOf(text);
      if (kind === 'stream' || text.length > bodyCharsMax) close();
      return kind === 'object' && !closed && end.isIn(piece) && isJsonObject(parseJson(text));
    },
    close,
    hasText: () => text.trim() !== '',
    event,
  };
}

/** null: too little is known yet. */
function kindOf(text: string): BodyKind | null {
  const start = /\S.{0,7}/s.exec(text)?.[0] ?? '';
  if (start.startsWith('{')) return 'object';
  if (/^(event|data|id|retry)?\s*:/.test(start)) return 'stream';
  return start.length < 8 ? null : 'text';
}

/**
 * Finds where a JSON object ends, a character at a time: looking at all of a text again for every
 * piece of it would take time with the square of its length.
 */
function createObjectEnd(): { isIn(piece: string): boolean } {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  return {
    isIn(piece) {
      let isEnd = false;
      for (let at = 0; at < piece.length; at++) {
        const char = piece.charCodeAt(at);
        if (isEscaped) isEscaped = false;
        else if (isText && char === 0x5c) isEscaped = true;
        else if (char === 0x22) isText = !isText;
        else if (!isText && (char === 0x7b || char === 0x5b)) depth++;
        else if (!isText && (char === 0x7d || char === 0x5d) && --depth === 0) isEnd = true;
      }
      return isEnd && depth === 0;
    },
  };
}
