// The client side of a turn: what goes to the client goes to the sink too, byte for byte.
import type { ServerResponse } from 'node:http';
import type { ExchangeOutcome } from '../../domain/exchange.ts';
import type { Sink } from '../../domain/sink.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { headersToRaw } from '../../lib/header-list.ts';
import { ClientGone, clientGone } from '../client-gone.ts';
import type { ReceivedRequest } from '../server.ts';

export interface ClientReply {
  /** Aborted with a `ClientGone` when the connection is over before the answer is complete. */
  readonly signal: AbortSignal;
  readonly hasBegun: () => boolean;
  begin(status: number, headers: HeaderList): void;
  /**
   * Resolves when the client may be sent more, or has gone; undefined: at once (streams are long).
   */
  write(text: string): Promise<void> | undefined;
  /** Ends the message. */
  end(): void;
}

/** @param id the client's exchange, begun already */
export function createClientReply(
  request: ReceivedRequest,
  response: ServerResponse,
  sink: Sink,
  id: string,
): ClientReply {
  const gone = new AbortController();
  let ended = false;
  /** Text that waits for the event loop to turn: one write for all that one read brought. */
  let gathered = '';
  const flush = (): void => {
    if (gathered === '') return;
    const bytes = Buffer.from(gathered);
    gathered = '';
    if (ended) return;
    response.write(bytes);
    sink.chunk(id, bytes, request.elapsedMs());
  };
  const finish = (outcome: ExchangeOutcome, error: string | null): void => {
    if (ended) return;
    ended = true;
    sink.end(id, { outcome, error, trailers: [], elapsedMs: request.elapsedMs() });
  };
  response.on('finish', () => finish('complete', null));
  response.on('close', () => {
    const end = clientGone(request);
    finish(end.outcome, end.error);
    if (!response.writableFinished) gone.abort(new ClientGone(end));
  });
  return {
    signal: gone.signal,
    hasBegun: () => response.headersSent,
    begin(status, headers) {
      response.writeHead(status, headersToRaw(headers));
      const { statusMessage: statusText } = response;
      sink.responseHead(id, { status, statusText, headers, elapsedMs: request.elapsedMs() });
    },
    write(text) {
      if (ended) return undefined;
      if (gathered === '') setImmediate(flush);
      gathered += text;
      return response.writableNeedDrain && !gone.signal.aborted
        ? drained(response, gone.signal)
        : undefined;
    },
    end() {
      flush();
      response.end();
    },
  };
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
