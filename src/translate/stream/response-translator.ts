// Folds one upstream response: bytes in, Anthropic SSE text out, and at the end the message, the
// usage, the losses and what the session's state should remember.
import type { PreparedTurn } from '../../continuity/prepare-turn.ts';
import { type ProducedItem, producedEntries } from '../../continuity/produced-entries.ts';
import type {
  RequestTranslation,
  ResponseTranslator,
  UpstreamFailure,
} from '../../domain/translation.ts';
import { parseResponsesEvent } from '../../wire/responses/parse-event.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';
import { createSseDecoder, type SseEvent } from '../../wire/sse.ts';
import { translateFailure } from '../errors.ts';
import { type CallIds, createClientCallIds } from '../request/call-ids.ts';
import { clientToolNames } from '../request/tool-name.ts';
import { createAccumulator } from './accumulate.ts';
import type { Part } from './part.ts';
import { createReducer } from './reduce.ts';
import { createStreamRenderer, renderEvent } from './render-stream.ts';

/**
 * @param translation what the request became; its writes name the session
 * `feed` never returns an error event: a failure is told by `end`, so that one before any content
 * (`feed` has returned nothing but empty text) can become an HTTP status.
 */
export function createResponseTranslator(
  turn: PreparedTurn,
  translation: RequestTranslation,
): ResponseTranslator {
  const { carrier, carrierContext: context } = turn;
  const { options, request } = turn.input;
  // A refused session's pins are written with every request, see `translateRequest`.
  const refused = translation.writes.pins?.reasoningRefused === true;
  const names = clientToolNames(request.tools ?? []);
  const callIds = createClientCallIds(request.messages);
  const withClientId = (item: ProducedItem): ProducedItem =>
    item.type === 'call' ? { ...item, callId: callIds(item.callId) } : item;
  const reducer = createReducer({
    clientToolName: (name) => names.get(name) ?? name,
    seal(reasoning) {
      if (!options.reasoning_continuity) return null;
      return refused ? carrier.markRefusal(context) : carrier.seal(reasoning, context);
    },
  });
  const decoder = createSseDecoder();
  const renderer = createStreamRenderer(request.model);
  const accumulator = createAccumulator(request.model);
  let usage: ResponsesUsage | null = null;
  let failure: UpstreamFailure | null = null;
  let errorText = '';

  const write = (reduced: Part): string => {
    const part = withCallId(reduced, callIds);
    accumulator.add(part);
    let text = '';
    for (const event of renderer.render(part)) text += renderEvent(event);
    if (part.type === 'usage') usage = part.usage;
    if (part.type !== 'error') return text;
    failure = part.failure;
    errorText = text;
    return '';
  };
  const read = (events: readonly SseEvent[]): string => {
    let text = '';
    for (const { data } of events) {
      if (data === '[DONE]') continue;
      for (const part of reducer.reduce(parseResponsesEvent(data))) text += write(part);
    }
    return text;
  };

  return {
    progress: reducer.progress,
    feed: (bytes) => read(decoder.feed(bytes)),
    end() {
      const text = read(decoder.end()) + reducer.end().map(write).join('');
      const message = failure === null ? accumulator.message() : null;
      const entries =
        message === null
          ? []
          : producedEntries(reducer.produced().map(withClientId), turn.anchors, {
              reasoning: options.reasoning_continuity && carrier.usesStore,
              originalArguments: options.call_arguments === 'original',
              phase: true,
            });
      return {
        text: text + errorText,
        result: {
          message,
          failure,
          error: failure === null ? null : translateFailure(failure).body,
          usage,
          losses: [...reducer.losses],
          writes: { session: translation.writes.session, pins: null, entries },
        },
      };
    },
  };
}

/** A call's part under the id that the client gets. */
function withCallId(part: Part, callIds: CallIds): Part {
  return part.type === 'tool-input-start' ? { ...part, callId: callIds(part.callId) } : part;
}
