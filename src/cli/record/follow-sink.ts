// `record --follow`: a line for every exchange as it ends, beside the recording.
import type { ExchangeRequest, ResponseHead } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import type { Sink } from '../../domain/sink.ts';
import type { Terminal } from '../../terminal/console.ts';

interface Followed {
  readonly request: ExchangeRequest;
  readonly session: () => SessionDescriptor;
  head: ResponseHead | undefined;
  bytes: number;
  firstMs: number | undefined;
}

/** The same sink; what passes is shown too. @param asJson one JSON line an exchange on stdout */
export function createFollowSink(sink: Sink, terminal: Terminal, asJson: boolean): Sink {
  const running = new Map<string, Followed>();
  return {
    ...sink,
    begin(request, identify) {
      const session = once(identify);
      running.set(request.id, { request, session, head: undefined, bytes: 0, firstMs: undefined });
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
      const { request, head, bytes, firstMs } = followed;
      const session = followed.session();
      if (asJson) {
        terminal.json({
          ...{ event: 'exchange', id, session: session.id, kind: session.kind },
          ...{ method: request.method, path: request.target, status: head?.status ?? null },
          ...{ outcome: end.outcome, request_bytes: request.body.length, response_bytes: bytes },
          ...{ first_byte_ms: firstMs ?? null, total_ms: end.elapsedMs },
        });
        return;
      }
      const status = end.outcome === 'complete' ? head?.status : end.outcome;
      const first = firstMs === undefined ? '' : `first byte ${firstMs.toFixed(0)} ms, `;
      terminal.note(
        `${session.id} ${session.kind} ${request.method} ${request.target.split('?')[0]} ${status}: ` +
          `${request.body.length} B sent, ${bytes} B got, ${first}end ${end.elapsedMs.toFixed(0)} ms`,
      );
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
