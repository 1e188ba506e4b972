// Folds one upstream response: bytes in, Anthropic SSE text out, and at the end the message, the
// usage, the losses and what the session's state should remember.
import type { PreparedTurn } from '../../continuity/prepare-turn.ts';
import { producedEntries } from '../../continuity/produced-entries.ts';
import type {
  RequestTranslation,
  ResponseTranslator,
  UpstreamFailure,
} from '../../domain/translation.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import type { ResponsesEvent } from '../../wire/responses/event.ts';
import { parseResponsesEvent } from '../../wire/responses/parse-event.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';
import { createSseDecoder, type SseEvent } from '../../wire/sse.ts';
import { translateFailure } from '../errors.ts';
import { createClientCallIds } from '../request/call-ids.ts';
import { declaredTools } from '../request/tool-changes.ts';
import { toolMentions } from '../request/tool-mentions.ts';
import { createAccumulator } from './accumulate.ts';
import { createCalledToolName } from './called-tool-name.ts';
import type { Part } from './part.ts';
import { createPlainBody } from './plain-body.ts';
import { createReducer } from './reduce.ts';
import { createStreamRenderer, renderEvent } from './render-stream.ts';
import { createRepeatGuard } from './repeat-guard.ts';

/** What an event has around its text at least, which is not kept. */
const envelopeBytes = 96;

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
  const declared = declaredTools(request, toolMentions(request).changes);
  const offered = new Set(declared.map(({ tool }) => tool.name));
  const reducer = createReducer({
    clientToolName: createCalledToolName(declared.map(({ tool }) => tool)),
    isOffered: (name) => offered.has(name),
    callIds: () => createClientCallIds(request.messages),
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

  const write = (part: Part): string => {
    accumulator.add(part);
    let text = '';
    for (const event of renderer.render(part)) text += renderEvent(event);
    if (part.type === 'usage') usage = part.usage;
    if (part.type !== 'error') return text;
    failure = part.failure;
    errorText = text;
    return '';
  };
  const plain = createPlainBody();
  const isRepeated = createRepeatGuard();
  let heldBytes = 0;
  const reduce = (event: ResponsesEvent): string => {
    let text = '';
    for (const part of reducer.reduce(event)) text += write(part);
    return text;
  };
  const readPayload = (data: string, event: string | undefined): string =>
    data === '[DONE]' || isRepeated(data) ? '' : reduce(parseResponsesEvent(data, event));
  const read = (events: readonly SseEvent[]): string => {
    let text = '';
    for (const { data, event } of events) {
      if (!data.includes('\n')) text += readPayload(data, event);
      else for (const payload of payloadsOf(data)) text += readPayload(payload, event);
    }
    return text;
  };

  return {
    progress: reducer.progress,
    heldBytes: () => heldBytes,
    feed(bytes) {
      const events = decoder.feed(bytes);
      const excess = decoder.excess();
      if (excess !== null) {
        throw new HarnessError('upstream', `${excess} in the answer`, 'Its upstream is at fault');
      }
      heldBytes += Math.max(0, bytes.length - envelopeBytes * events.length);
      if (events.length > 0) plain.close();
      else if (plain.add(bytes)) return reduce(plain.event());
      return read(events);
    },
    end() {
      let text = read(decoder.end());
      if (reducer.progress() === 'open' && plain.hasText()) text += reduce(plain.event());
      text += reducer.end().map(write).join('');
      const message = failure === null ? accumulator.message() : null;
      const entries =
        message === null
          ? []
          : producedEntries(reducer.produced(), turn.anchors, {
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

/**
 * One payload an event. Some servers leave the blank line out: then the lines together are not
 * JSON, and each alone is.
 */
function payloadsOf(data: string): readonly string[] {
  if (parseJson(data) !== undefined) return [data];
  const lines = data.split('\n').filter((line) => line.trim() !== '');
  const isPayload = (line: string): boolean =>
    line === '[DONE]' || isJsonObject(parseJson(line) ?? null);
  return lines.every(isPayload) ? lines : [data];
}
