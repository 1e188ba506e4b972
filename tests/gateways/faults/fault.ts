// What a fault is: one thing that a gateway does wrong, between the client and the upstream.
import type { TranslatorOptions } from '../../../src/domain/translator-options.ts';

// Faults change whatever there is; `any` keeps each of them on a line or two.
// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
export type Json = any;

export interface Upstream {
  /** The body as our gateway would send it; changed in place. */
  readonly body: Json;
  /** Header names in lower case; changed in place. */
  readonly headers: Map<string, string>;
  /** The client's request that it answers. */
  readonly client: Json;
  /** What the fault remembers from request to request. */
  readonly memory: Map<string, Json>;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  readonly client: Json;
  readonly path: string;
  readonly memory: Map<string, Json>;
}

export interface Fault {
  readonly options?: Partial<TranslatorOptions>;
  /** The client's request before our gateway reads it. */
  client?(body: Json, headers: Map<string, string>, memory: Map<string, Json>): void;
  upstream?(request: Upstream): void;
  /** The upstream's stream before our gateway reads it. */
  received?(text: string): string;
  /** What the client gets; it is held back until it is whole. */
  answer?(answer: Answer): void;
  /** Does not tell the upstream that the client has left. */
  readonly ignoresLeaving?: true;
  /** Pings of our gateway: ms of silence. */
  readonly pingMs?: number;
}

export type Faults = Readonly<Record<string, Fault>>;

/** Events of a stream, changed one by one: null drops it, a list replaces it. */
export function eachEvent(text: string, change: (event: Json) => Json | null | Json[]): string {
  return text
    .split('\n\n')
    .filter((block) => block.includes('data:'))
    .flatMap((block) => {
      const data = JSON.parse(block.slice(block.indexOf('data:') + 'data:'.length));
      const changed = change(data);
      return changed === null ? [] : [changed].flat();
    })
    .map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('');
}

/** Changes the usage that the client is told, wherever it is. */
export function withUsage(text: string, change: (usage: Json) => Json): string {
  return eachEvent(text, (event) => {
    if (event.usage) return { ...event, usage: change(event.usage) };
    const { message } = event;
    return message?.usage
      ? { ...event, message: { ...message, usage: change(message.usage) } }
      : event;
  });
}

/** A message that a play sends with the role system. */
export function isReminder(item: Json): boolean {
  return item.role === 'developer' && JSON.stringify(item).includes('<total_tokens>');
}

/** An answer that looks whole, whatever came. */
export function pretendWhole(answer: Answer): void {
  if (answer.status < 400) return;
  const message = { id: 'resp_1', type: 'message', role: 'assistant', model: 'm', content: [] };
  const usage = { input_tokens: 1, output_tokens: 1 };
  const events = [
    { type: 'message_start', message: { ...message, usage } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage },
    { type: 'message_stop' },
  ];
  answer.status = 200;
  answer.headers = { 'content-type': 'text/event-stream' };
  answer.text = events
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}
