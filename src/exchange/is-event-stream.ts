// Whether a response is a stream of server-sent events.
import { findHeader, type HeaderList } from '../lib/header-list.ts';

/** `{` and `[`: how a JSON document begins. */
const jsonStarts = new Set([0x7b, 0x5b]);

/**
 * Whether a response is a stream of events. The Codex backend names no content type on its streams
 * and answers errors in JSON: then the first byte decides.
 * @param body decoded, or its beginning
 */
export function isEventStream(headers: HeaderList, body: Uint8Array): boolean {
  const type = findHeader(headers, 'content-type');
  if (type !== undefined) return type.startsWith('text/event-stream');
  const first = body.find((byte) => byte > 0x20);
  return first !== undefined && !jsonStarts.has(first);
}
