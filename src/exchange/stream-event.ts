// An event of a response stream by its type, for both protocols.
import { isJsonObject, parseJson } from '../lib/json.ts';
import type { SseEvent } from '../wire/sse.ts';

export interface StreamEvent {
  /** The `event` field, else the payload's own `type`; empty: neither. */
  readonly type: string;
  readonly data: string;
}

export function toStreamEvent({ event, data }: SseEvent): StreamEvent {
  if (event !== undefined && event !== '') return { type: event, data };
  const value = parseJson(data);
  const type = isJsonObject(value) ? value['type'] : undefined;
  return { type: typeof type === 'string' ? type : '', data };
}
