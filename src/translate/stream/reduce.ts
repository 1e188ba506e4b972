// Responses events -> parts. The only reader of Responses events. What belongs to one item goes to
// the queue of items; what is about the response as a whole is read here.
import type { ProducedItem } from '../../continuity/produced-entries.ts';
import type { Loss, LossFeature } from '../../domain/loss.ts';
import type { ResponseProgress, UpstreamFailure } from '../../domain/translation.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { ResponsesEvent, ResponsesLifecycleType } from '../../wire/responses/event.ts';
import { parseResponsesUsage } from '../../wire/responses/parse-usage.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';
import { failureOfPayload } from '../read-failure.ts';
import { createItemQueue, type ItemQueue } from './item-queue.ts';
import type { ItemSettings } from './item-translation.ts';
import type { Part } from './part.ts';
import { readEnd } from './response-end.ts';
import { createRestartFinder } from './restart-finder.ts';
import { createSaidParts } from './said-parts.ts';
import { searchResults } from './search-item.ts';
import { outputOf, stopReasonOf } from './stop-reason.ts';

export interface Reducer {
  /** Never throws. After the response's end every event is ignored. */
  reduce(event: ResponsesEvent): Part[];
  /** The stream is over: closes what is open; an error when no terminal event has come. */
  end(): Part[];
  /** What the response produced so far, in output order, for the session's state. */
  produced(): ProducedItem[];
  readonly losses: readonly Loss[];
  progress(): ResponseProgress;
}

/** Most losses that one response reports: a bound against a stream of unknown events. */
const lossesMax = 1000;

/** Events that carry nothing for the client: not a loss. */
const silentEvents = new Set([
  ...['codex.rate_limits', 'codex.response.metadata', 'keepalive', 'ping', 'response.queued'],
  ...['in_progress', 'searching', 'completed'].map((state) => `response.web_search_call.${state}`),
]);

/** What the reducer does not know by itself: the client's names of tools, and its carrier. */
export interface ReducerSettings extends Omit<ItemSettings, 'lose' | 'fail' | 'callId'> {
  /**
   * Names the calls of an answer: the ids under which the client gets them, never that of another
   * call. Asked for again where the answer begins again, whose calls get the same ids.
   */
  callIds(): (wanted: string) => string;
}

/** An end alone, without a response and without an item, does not say that there is an answer. */
const endOfNothing: UpstreamFailure = {
  code: 'no-answer',
  message: 'The upstream ended the response without an answer.',
  status: null,
  retryAfterS: null,
};

/** The client has got a part of another answer, and cannot be told to forget it. */
const otherAnswer: UpstreamFailure = {
  code: 'answer-changed',
  message: 'The upstream began the answer again, with other words.',
  status: null,
  retryAfterS: null,
};

export function createReducer(settings: ReducerSettings): Reducer {
  const losses: Loss[] = [];
  const said = createSaidParts();
  let started = false;
  let ended = false;
  let events = -1;
  let responseId = '';
  let broken: UpstreamFailure | null = null;

  const lose = (feature: LossFeature, detail: string): void => {
    if (losses.length >= lossesMax) return;
    losses.push({ kind: 'dropped', feature, pointer: `/events/${Math.max(events, 0)}`, detail });
  };
  const createItems = (): ItemQueue => {
    const callId = settings.callIds();
    return createItemQueue({
      ...settings,
      lose,
      fail: (code, message) => {
        broken ??= { code, message, status: null, retryAfterS: null };
      },
      // The id names the call's answer, so that the next answer's calls have other ones.
      callId: (wanted) => callId(wanted ?? `call_${responseId || 'unnamed'}_${items.size()}`),
    });
  };
  let items = createItems();
  const restarts = createRestartFinder();
  /** What was said is said again: the items are read once more, and told as far as they are new. */
  const restart = (): void => {
    losses.length = 0;
    items = createItems();
    said.restart();
  };

  const start = (id: string | undefined): Part[] => {
    if (started) return [];
    started = true;
    responseId = typeof id === 'string' ? id : '';
    return [{ type: 'response-start', id: responseId }];
  };
  /** Parts of an item: where the server left out the response's beginning, it is there first. */
  const begun = (parts: Part[]): Part[] => (started ? parts : [...start(undefined), ...parts]);
  const finish = (type: ResponsesLifecycleType, response: ResponsesResponse): Part[] => {
    const end = readEnd(type, response);
    if (end.type === 'failed') return fail(end.failure);
    if (items.size() === 0 && Object.keys(response).length === 0) return fail(endOfNothing);
    const parts = [
      ...start(response.id),
      ...items.close(outputOf(response, items.size() === 0, lose)),
    ];
    ended = true;
    const translations = items.translations();
    const searches = translations.flatMap((item) => item.search?.() ?? []);
    const cited = translations.flatMap((item) => item.citations?.() ?? []);
    parts.push(...searchResults(searches, cited));
    const usage = parseResponsesUsage(response.usage);
    if (usage !== null) parts.push({ type: 'usage', usage });
    const stopReason = stopReasonOf(end, response, translations, lose);
    return [...parts, { type: 'finish', stopReason }];
  };
  const fail = (failure: UpstreamFailure): Part[] => {
    ended = true;
    return [{ type: 'error', failure }];
  };

  const reduce = (event: ResponsesEvent): Part[] => {
    events++;
    if (ended) return [];
    if (restarts.isOne(event, said)) restart();
    const parts = said.newOf(read(event));
    if (parts === null) return fail(otherAnswer);
    return broken === null || ended ? parts : [...parts, ...fail(broken)];
  };
  const read = (event: ResponsesEvent): Part[] => {
    switch (event.type) {
      // Nearly every event is one of the first: cases are compared in their order.
      case 'response.output_text.delta':
      case 'response.function_call_arguments.delta':
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
      case 'response.custom_tool_call_input.delta':
      case 'response.refusal.delta':
      case 'response.content_part.added':
      case 'response.content_part.done':
      case 'response.output_text.done':
      case 'response.output_text.annotation.added':
      case 'response.refusal.done':
      case 'response.reasoning_summary_part.added':
      case 'response.reasoning_summary_part.done':
      case 'response.reasoning_summary_text.done':
      case 'response.reasoning_text.done':
      case 'response.function_call_arguments.done':
      case 'response.custom_tool_call_input.done':
        return begun(items.take(event));
      case 'response.created':
      case 'response.in_progress':
        return start(event.response.id);
      case 'response.output_item.added':
        return begun(items.begin(event.item, event.output_index));
      case 'response.output_item.done':
        return begun(items.finish(event.item, event.output_index));
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
      case 'response.done':
        return finish(event.type, event.response);
      case 'error':
        return fail(failureOfPayload(event, 'The upstream reported an error.'));
      case 'unknown':
        if (!silentEvents.has(event.wireType)) {
          lose(`event-${event.wireType}`, 'The event has no counterpart and was left out.');
        }
        return [];
      default:
        return assertNever(event, 'event');
    }
  };

  return {
    reduce,
    end() {
      if (ended) return [];
      return fail({
        code: 'stream-ended-early',
        message: 'The upstream closed the stream before the response was complete.',
        status: null,
        retryAfterS: null,
      });
    },
    produced: () => items.translations().flatMap((item) => item.produced()),
    losses,
    progress() {
      if (broken !== null) return 'given-up';
      return ended ? 'over' : 'open';
    },
  };
}
