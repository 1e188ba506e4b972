// Responses events -> parts. The only reader of Responses events. Items may interleave upstream;
// their parts come out item by item, in the order in which the items began.
import type { ProducedItem } from '../../continuity/produced-entries.ts';
import type { Loss, LossFeature } from '../../domain/loss.ts';
import type { ResponseProgress, UpstreamFailure } from '../../domain/translation.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { ResponsesEvent } from '../../wire/responses/event.ts';
import type {
  ResponsesCustomToolCall,
  ResponsesFunctionCall,
  ResponsesItem,
} from '../../wire/responses/item.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';
import { createCustomCallItem, createFunctionCallItem } from './call-item.ts';
import type { ItemSettings, ItemTranslation } from './item-translation.ts';
import { createMessageItem } from './message-item.ts';
import type { Part, StopReason } from './part.ts';
import { createReasoningItem } from './reasoning-item.ts';
import { createSearchItem, searchResults } from './search-item.ts';
import { createUnknownItem } from './unknown-item.ts';

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
  ...['codex.rate_limits', 'codex.response.metadata', 'keepalive'],
  ...['in_progress', 'searching', 'completed'].map((state) => `response.web_search_call.${state}`),
]);

interface QueuedItem {
  readonly translation: ItemTranslation;
  /** Parts that wait until the items before are done. */
  waiting: Part[];
  done: boolean;
}

/** What the reducer does not know by itself: the client's names of tools, and its carrier. */
export type ReducerSettings = Omit<ItemSettings, 'lose' | 'fail'>;

export function createReducer(settings: ReducerSettings): Reducer {
  const losses: Loss[] = [];
  const items: QueuedItem[] = [];
  const itemAt = new Map<number, QueuedItem>();
  /** Position in `items` of the one whose parts go out now. */
  let current = 0;
  let started = false;
  let ended = false;
  let events = -1;

  const lose = (feature: LossFeature, detail: string): void => {
    if (losses.length >= lossesMax) return;
    losses.push({ kind: 'dropped', feature, pointer: `/events/${Math.max(events, 0)}`, detail });
  };
  let broken: UpstreamFailure | null = null;
  const itemSettings: ItemSettings = {
    ...settings,
    lose,
    fail: (code, message) => {
      broken ??= { code, message, status: null, retryAfterS: null };
    },
  };

  const start = (id: string | undefined): Part[] => {
    if (started) return [];
    started = true;
    return [{ type: 'response-start', id: id ?? '' }];
  };
  /** Adds parts of an item and releases those whose turn it is. */
  const emit = (item: QueuedItem, parts: Part[]): Part[] => {
    // Nearly every event: the item whose turn it is goes on.
    if (!item.done && item === items[current] && item.waiting.length === 0) return parts;
    item.waiting.push(...parts);
    const released: Part[] = [];
    for (let next = items[current]; next; next = items[current]) {
      released.push(...next.waiting);
      next.waiting = [];
      if (!next.done) break;
      current++;
    }
    return released;
  };
  const add = (index: number, item: ResponsesItem): QueuedItem => {
    const translation = translationOf(item, itemSettings);
    const queued: QueuedItem = { translation, waiting: [], done: false };
    items.push(queued);
    itemAt.set(index, queued);
    return queued;
  };
  const finishItem = (index: number, item: ResponsesItem): Part[] => {
    const queued = itemAt.get(index) ?? add(index, item);
    if (queued.done) return [];
    queued.done = true;
    return emit(queued, queued.translation.done(item));
  };
  /** Items that the terminal event has and the stream had not, then whatever is still open. */
  const closeAll = (output: readonly ResponsesItem[]): Part[] => {
    const parts = output.flatMap((item, index) => finishItem(index, item));
    for (const queued of items) {
      if (queued.done) continue;
      queued.done = true;
      parts.push(...emit(queued, queued.translation.done(null)));
    }
    return parts;
  };
  const finish = (response: ResponsesResponse): Part[] => {
    const parts = [...start(response.id), ...closeAll(outputOf(response))];
    ended = true;
    const searches = items.flatMap(({ translation }) => translation.search?.() ?? []);
    const cited = items.flatMap(({ translation }) => translation.citations?.() ?? []);
    parts.push(...searchResults(searches, cited));
    if (isUsage(response.usage)) parts.push({ type: 'usage', usage: response.usage });
    return [...parts, { type: 'finish', stopReason: stopReasonOf(response, items, lose) }];
  };
  const fail = (failure: UpstreamFailure): Part[] => {
    ended = true;
    return [{ type: 'error', failure }];
  };

  const reduce = (event: ResponsesEvent): Part[] => {
    events++;
    if (ended) return [];
    const parts = read(event);
    return broken === null || ended ? parts : [...parts, ...fail(broken)];
  };
  const read = (event: ResponsesEvent): Part[] => {
    switch (event.type) {
      case 'response.created':
      case 'response.in_progress':
        return start(event.response.id);
      case 'response.output_item.added':
        if (itemAt.get(event.output_index)) return [];
        return [...start(undefined), ...emit(add(event.output_index, event.item), [])];
      case 'response.output_item.done':
        return [...start(undefined), ...finishItem(event.output_index, event.item)];
      case 'response.completed':
      case 'response.incomplete':
        return finish(event.response);
      case 'response.failed':
        return fail(failureOf(event.response));
      case 'error':
        return fail({
          code: event.code ?? null,
          message: event.message,
          status: event.status ?? null,
          retryAfterS: null,
        });
      case 'unknown':
        if (!silentEvents.has(event.wireType)) {
          lose(`event-${event.wireType}`, 'The event has no counterpart and was left out.');
        }
        return [];
      case 'response.content_part.added':
      case 'response.content_part.done':
      case 'response.output_text.delta':
      case 'response.output_text.done':
      case 'response.output_text.annotation.added':
      case 'response.refusal.delta':
      case 'response.refusal.done':
      case 'response.reasoning_summary_part.added':
      case 'response.reasoning_summary_part.done':
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_summary_text.done':
      case 'response.reasoning_text.delta':
      case 'response.function_call_arguments.delta':
      case 'response.function_call_arguments.done':
      case 'response.custom_tool_call_input.delta':
      case 'response.custom_tool_call_input.done': {
        const item = itemAt.get(event.output_index);
        if (item !== undefined && !item.done) return emit(item, item.translation.event(event));
        lose('event-without-item', `${event.type} names an item that is not open.`);
        return [];
      }
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
    produced: () => items.flatMap(({ translation }) => translation.produced()),
    losses,
    progress() {
      if (broken !== null) return 'given-up';
      return ended ? 'over' : 'open';
    },
  };
}

function translationOf(item: ResponsesItem, settings: ItemSettings): ItemTranslation {
  // The border parser has checked the fields that these types promise.
  switch (item.type) {
    case 'reasoning':
      return createReasoningItem(item, settings);
    case 'message':
      return createMessageItem(settings);
    case 'function_call':
      return createFunctionCallItem(item as ResponsesFunctionCall, settings);
    case 'custom_tool_call':
      return createCustomCallItem(item as ResponsesCustomToolCall, settings);
    case 'web_search_call':
      return createSearchItem(item);
    default:
      return createUnknownItem(item.type, settings);
  }
}

function stopReasonOf(
  response: ResponsesResponse,
  items: readonly QueuedItem[],
  lose: ItemSettings['lose'],
): StopReason {
  const called = items.some(({ translation }) =>
    translation.produced().some(({ type }) => type === 'call'),
  );
  const reason = response.status === 'incomplete' ? response.incomplete_details?.reason : undefined;
  if (reason === 'max_output_tokens') return 'max_tokens';
  if (reason === 'content_filter') return 'refusal';
  if (reason !== undefined) {
    lose('incomplete', `The response is incomplete (${reason}), which the client cannot be told.`);
  }
  if (called) return 'tool_use';
  return items.some(({ translation }) => translation.refused?.() === true) ? 'refusal' : 'end_turn';
}

function outputOf(response: ResponsesResponse): readonly ResponsesItem[] {
  // A backend may leave it out or empty; what is there must at least have a type.
  return Array.isArray(response.output)
    ? response.output.filter((item) => typeof item?.type === 'string')
    : [];
}

function failureOf(response: ResponsesResponse): UpstreamFailure {
  const { error } = response;
  return {
    code: error?.code ?? error?.type ?? null,
    message: error?.message ?? 'The upstream reported that the response failed.',
    status: null,
    retryAfterS: null,
  };
}

function isUsage(usage: ResponsesUsage | null | undefined): usage is ResponsesUsage {
  return typeof usage?.input_tokens === 'number' && typeof usage.output_tokens === 'number';
}
