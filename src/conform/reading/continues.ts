// Whether a request of the client continues the conversation of the one before it. Clients also
// compact, rewind and leave the history to the server: their requests then get shorter.
import { isJsonObject, type JsonValue } from '../../lib/json.ts';
import type { PlayedExchange } from '../evidence.ts';

function messagesOf({ sent }: PlayedExchange): readonly JsonValue[] {
  // A client of the Responses API has its history in `input`.
  const { messages = sent.body['input'] } = sent.body;
  return Array.isArray(messages) ? messages : [];
}

/** A message without what moves from request to request: markers, and the short form of a text. */
function textOf(message: JsonValue | undefined): string {
  if (!isJsonObject(message)) return '';
  const { role, content } = message;
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return JSON.stringify([role, blocks], (name, value: unknown) =>
    name === 'cache_control' ? undefined : value,
  );
}

/** It begins with the same message for the same model, and is not shorter. */
export function continues(earlier: PlayedExchange, now: PlayedExchange): boolean {
  const [before, after] = [messagesOf(earlier), messagesOf(now)];
  return (
    before.length > 0 &&
    after.length >= before.length &&
    textOf(before[0]) === textOf(after[0]) &&
    earlier.sent.body['model'] === now.sent.body['model']
  );
}
