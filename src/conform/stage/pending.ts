// A request of the client that is under way, and the requests of the upstream that it caused.
import type { UpstreamCall } from '../evidence.ts';
import type { UpstreamScript } from './stage.ts';

export type OpenCall = { -readonly [Field in keyof UpstreamCall]: UpstreamCall[Field] };

/** One request of the client that is being answered. */
export interface Pending {
  readonly marker: string;
  readonly script: UpstreamScript;
  readonly calls: OpenCall[];
  /** What the client has received so far. */
  received: string;
  /** The client has received such a text, or its answer is over. */
  has(text: RegExp): Promise<void>;
  /** More was received. */
  receive(text: string): void;
  /** The client's answer is over. @param hasLeft the client did not wait for its end */
  close(hasLeft: boolean): void;
}

export interface Answering {
  readonly owner: Pending | undefined;
  readonly call: OpenCall;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** The answer is over, however it ended. */
  done(): void;
  readonly signal: AbortSignal | undefined;
}

export function createPending(
  marker: string,
  script: UpstreamScript,
  onClose: () => void,
): Pending {
  let isOver = false;
  const waiting: { readonly text: RegExp; readonly resolve: () => void }[] = [];
  const wake = (): void => {
    for (const { text, resolve } of waiting) if (isOver || text.test(opened.received)) resolve();
  };
  const opened: Pending = {
    ...{ marker, script, calls: [], received: '' },
    has(text) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ text, resolve });
      wake();
      return promise;
    },
    receive(text) {
      opened.received += text;
      wake();
    },
    close(hasLeft) {
      isOver = !hasLeft;
      wake();
      onClose();
    },
  };
  return opened;
}
