// A sink that tells of every exchange as it ends, and hands all of it on.
import type { ExchangeEnd, ExchangeRequest, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { Sink } from '../domain/sink.ts';

/** Without its body, which would be kept until the answer ends. */
export interface FollowedRequest extends Pick<ExchangeRequest, 'id' | 'method' | 'target'> {
  readonly bodyBytes: number;
}

/** An exchange that has ended, without its bodies. */
export interface FollowedExchange {
  readonly request: FollowedRequest;
  readonly session: SessionDescriptor;
  /** undefined: there was no response. */
  readonly head: ResponseHead | undefined;
  readonly end: ExchangeEnd;
  readonly responseBytes: number;
  /** Request flushed to the first byte of the body, ms; null: there was none. */
  readonly firstByteMs: number | null;
}

interface Running {
  readonly request: FollowedRequest;
  readonly session: () => SessionDescriptor;
  head: ResponseHead | undefined;
  bytes: number;
  firstMs: number | null;
}

/** @param onEnd called when the sink knows of the end */
export function createFollowSink(sink: Sink, onEnd: (followed: FollowedExchange) => void): Sink {
  const running = new Map<string, Running>();
  return {
    drop: (session, reason) => sink.drop(session, reason),
    flushed: (id, elapsedMs) => sink.flushed(id, elapsedMs),
    flush: () => sink.flush(),
    close: () => sink.close(),
    begin(request, identify) {
      const session = once(identify);
      const { id, method, target, body } = request;
      const followed = { id, method, target, bodyBytes: body.length };
      running.set(id, { request: followed, session, head: undefined, bytes: 0, firstMs: null });
      return sink.begin(request, session);
    },
    responseHead(id, head) {
      const followed = running.get(id);
      if (followed) followed.head = head;
      sink.responseHead(id, head);
    },
    chunk(id, bytes, elapsedMs) {
      const followed = running.get(id);
      if (followed) {
        followed.bytes += bytes.length;
        followed.firstMs ??= elapsedMs;
      }
      sink.chunk(id, bytes, elapsedMs);
    },
    end(id, end) {
      const followed = running.get(id);
      running.delete(id);
      sink.end(id, end);
      if (followed === undefined) return;
      const { request, session, head, bytes, firstMs } = followed;
      onEnd({
        request,
        session: session(),
        head,
        end,
        responseBytes: bytes,
        firstByteMs: firstMs,
      });
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
