// A sink that tells of every model call as it ends, and hands all of it on. It keeps no body.
import type { Sink } from '../domain/sink.ts';
import { findCallProtocol } from '../exchange/identify-protocol.ts';

/** Exchanges that run at a time; of more nothing is told. */
const runningMax = 100_000;

/** @param onEnded given the exchange and its session; null: it could not be recorded */
export function createEndedSink(
  sink: Sink,
  onEnded: (id: string, session: string | null) => void,
): Sink {
  const running = new Map<string, string | null>();
  return {
    drop: (session, reason) => sink.drop(session, reason),
    flushed: (id, elapsedMs) => sink.flushed(id, elapsedMs),
    responseHead: (id, head) => sink.responseHead(id, head),
    chunk: (id, bytes, elapsedMs) => sink.chunk(id, bytes, elapsedMs),
    flush: () => sink.flush(),
    close: () => sink.close(),
    begin(request, identify) {
      if (findCallProtocol(request) === null || running.size >= runningMax) {
        return sink.begin(request, identify);
      }
      const { id } = request;
      running.set(id, null);
      return sink.begin(request, () => {
        const session = identify();
        if (running.has(id)) running.set(id, session.id);
        return session;
      });
    },
    end(id, end) {
      sink.end(id, end);
      const session = running.get(id);
      if (session === undefined) return;
      running.delete(id);
      onEnded(id, session);
    },
  };
}
