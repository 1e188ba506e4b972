// Where the model's output begins inside a response stream, for both protocols.
import { isJsonObject, parseJson } from '../lib/json.ts';
import type { StreamEvent } from './stream-event.ts';

/**
 * True for an event that carries output of the model: Anthropic's `content_block_delta`, every
 * `*.delta` of the Responses API, also of kinds that turntape does not know. Not `message_start`,
 * `ping`, `response.created` and `response.in_progress`, which arrive before the model has produced
 * anything.
 */
export function isOutputDelta({ type }: StreamEvent): boolean {
  return (
    type === 'content_block_delta' || (type.startsWith('response.') && type.endsWith('.delta'))
  );
}

/** True for output that the user sees: text of the answer, not reasoning or the input of a tool. */
export function isTextDelta({ type, data }: StreamEvent): boolean {
  if (type === 'response.output_text.delta') return true;
  if (type !== 'content_block_delta') return false;
  const value = parseJson(data);
  const delta = isJsonObject(value) ? value['delta'] : undefined;
  return isJsonObject(delta) && delta['type'] === 'text_delta';
}

/** True for the first sign of an output item: it precedes hidden reasoning. */
export function isOutputStart({ type }: StreamEvent): boolean {
  return type === 'content_block_start' || type === 'response.output_item.added';
}
