// A sink that counts the exchanges that failed, tells of each reason once, and hands all of it on.
import type { ExchangeRequest } from '../domain/exchange.ts';
import type { Sink } from '../domain/sink.ts';

/** Reasons that are remembered; further ones are counted without a word. */
const reasonsMax = 20;

/** Which request it was. */
export type RequestLine = Pick<ExchangeRequest, 'method' | 'target'>;

export interface FailureSink extends Sink {
  /** Exchanges without a whole answer, because of the server or the way to it. */
  failed(): number;
}

/**
 * @param onReason told while it happens, once for each reason
 */
export function createFailureSink(
  sink: Sink,
  onReason: (reason: string, request: RequestLine) => void,
): FailureSink {
  const running = new Map<string, RequestLine>();
  const reasons = new Set<string>();
  let failed = 0;
  return {
    failed: () => failed,
    drop: (session, reason) => sink.drop(session, reason),
    flushed: (id, elapsedMs) => sink.flushed(id, elapsedMs),
    responseHead: (id, head) => sink.responseHead(id, head),
    chunk: (id, bytes, elapsedMs) => sink.chunk(id, bytes, elapsedMs),
    flush: () => sink.flush(),
    close: () => sink.close(),
    begin(request, identify) {
      const { id, method, target } = request;
      running.set(id, { method, target }); // the body would be kept until the answer ends
      return sink.begin(request, identify);
    },
    end(id, end) {
      const request = running.get(id);
      running.delete(id);
      sink.end(id, end);
      if (end.outcome !== 'upstream-failed' && end.outcome !== 'upstream-aborted') return;
      failed++;
      const reason = end.error ?? end.outcome;
      if (request === undefined || reasons.has(reason) || reasons.size >= reasonsMax) return;
      reasons.add(reason);
      onReason(reason, request);
    },
  };
}
