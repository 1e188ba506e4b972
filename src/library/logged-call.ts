// Model calls out of a program's own log, as `explain` reads them.
import { exchangeCall } from '../explain/exchange-call.ts';
import type { SessionCall } from '../explain/session-call.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { Protocol } from '../wire/protocol.ts';

/** One model call: what was sent, and what came back. */
export interface LoggedCall {
  readonly protocol: Protocol;
  /** Wall clock, ms since 1970: a cache forgets. */
  readonly startedAtMs: number;
  /** The request's; they may decide to which cache it is routed. Default none. */
  readonly headers?: HeaderList;
  /** The request's body as it was sent: byte places are those of this text. */
  readonly body: string | Uint8Array;
  /** Absent: nothing was recorded, and no usage is known. */
  readonly response?: {
    readonly status: number;
    readonly headers?: HeaderList;
    /** Server-sent events or JSON. */
    readonly body: string | Uint8Array;
  };
}

/** @param calls of one session, in the order in which they were sent */
export function toSessionCalls(calls: readonly LoggedCall[]): SessionCall[] {
  return calls.map(({ protocol, startedAtMs, headers = [], body, response }, seq) => {
    const responseBody = toBytes(response?.body ?? '');
    return exchangeCall(
      {
        seq,
        id: `call-${seq}`,
        headers,
        body: toBytes(body),
        startedAtMs,
        flushedElapsedMs: null,
        response: response
          ? {
              status: response.status,
              statusText: '',
              headers: response.headers ?? [],
              elapsedMs: 0,
            }
          : null,
        responseBody,
        chunks: [{ offset: 0, length: responseBody.length, elapsedMs: 0 }],
        end: null,
      },
      protocol,
    );
  });
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
