// Requests that wait for the database's own answer, since the spool cannot be appended to.
import type { ExchangeStart } from '../domain/exchange.ts';
import { type SinkMessage, sharedMonotonicMs } from './worker-messages.ts';

/** After the deadline, for an answer that is on its way already. */
const answerGraceMs = 250;

export interface AwaitedBegins {
  begin(start: ExchangeStart): Promise<'stored' | 'gap'>;
  /** What the database's thread has said; nothing where nobody waits any more. */
  answer(id: string, answer: 'stored' | 'gap'): void;
  /** Nobody will say anything: all that wait go on unrecorded. */
  giveUp(): void;
  ids(): Iterable<string>;
}

/** @param deadlineMs how long a request may wait */
export function createAwaitedBegins(
  post: (message: SinkMessage) => void,
  deadlineMs: number,
): AwaitedBegins {
  const waiting = new Map<string, (answer: 'stored' | 'gap') => void>();
  return {
    begin: (start) =>
      new Promise((resolve) => {
        const { id, body: bytes } = start;
        // The message holds a copy; of a view, it would be one of all that the view looks at.
        const isWhole = bytes.byteLength === bytes.buffer.byteLength;
        const body = isWhole ? bytes : new Uint8Array(bytes);
        const late = setTimeout(() => {
          post({ type: 'discard', id, reason: 'the database did not answer in time' });
          answer('gap');
        }, deadlineMs + answerGraceMs);
        const answer = (result: 'stored' | 'gap'): void => {
          clearTimeout(late);
          waiting.delete(id);
          resolve(result);
        };
        waiting.set(id, answer);
        const until = sharedMonotonicMs() + deadlineMs;
        post({ type: 'begin', start: { ...start, body }, deadlineMs: until });
      }),
    answer: (id, answer) => waiting.get(id)?.(answer),
    giveUp() {
      for (const answer of waiting.values()) answer('gap');
    },
    ids: () => waiting.keys(),
  };
}
