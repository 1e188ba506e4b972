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

export function createPlainBody(): PlainBody {
  const decoder = new TextDecoder('utf-8');
  let text = '';
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
      text += decoder.decode(bytes, { stream: true });
      if (text.length > bodyCharsMax) close();
      const isObject = /^\s*\{/.test(text) && text.trimEnd().endsWith('}');
      return isObject && isJsonObject(parseJson(text));
    },
    close,
    hasText: () => text.trim() !== '' && !/^\s*(event|data|id|retry)?\s*:/.test(text),
    event,
  };
}
