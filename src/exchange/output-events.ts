// Where the model's output begins inside a response stream, for both protocols.
import { isJsonObject, parseJson } from '../lib/json.ts';

/**
 * True for an event that carries output of the model: Anthropic's `content_block_delta`, every
 * `*.delta` of the Responses API. Not `message_start`, `ping`, `response.created` and
 * `response.in_progress`, which arrive before the model has produced anything.
 */
export function isOutputDelta(type: string): boolean {
  return (
    type === 'content_block_delta' || (type.startsWith('response.') && type.endsWith('.delta'))
  );
}

/** True for the first sign of an output item: it precedes hidden reasoning. */
export function isOutputStart(type: string): boolean {
  return type === 'content_block_start' || type === 'response.output_item.added';
}

/** An event's type: the `event` field, else the payload's own `type`. */
export function eventType(event: string | undefined, data: string): string {
  if (event !== undefined && event !== '') return event;
  const value = parseJson(data);
  return isJsonObject(value) && typeof value['type'] === 'string' ? value['type'] : '';
}
