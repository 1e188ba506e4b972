// Responses events -> parts. The only reader of Responses events. Items may interleave upstream;
// their parts come out item by item, in the order in which the items began.
import type { ProducedItem } from '../../continuity/produced-entries.ts';
import type { Loss, LossFeature } from '../../domain/loss.ts';
import type { ResponseProgress, UpstreamFailure } from '../../domain/translation.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { ResponsesEvent, ResponsesLifecycleType } from '../../wire/responses/event.ts';
import type {
  ResponsesCustomToolCall,
  ResponsesFunctionCall,
  ResponsesItem,
} from '../../wire/responses/item.ts';
import { isReadableItem } from '../../wire/responses/parse-event.ts';
import { parseResponsesUsage } from '../../wire/responses/parse-usage.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';
import { failureOfPayload } from '../read-failure.ts';
import { createFunctionCallItem } from './call-item.ts';
import { createCustomCallItem } from './custom-call-item.ts';
import {
  contentOf,
  findAdded,
  findDone,
  findOpen,
  type ItemName,
  type KnownItem,
  learn,
  matchSnapshot,
  nameOf,
} from './item-identity.ts';
import type { InnerItemEvent, ItemSettings, ItemTranslation } from './item-translation.ts';
import { createMessageItem } from './message-item.ts';
import type { Part, StopReason } from './part.ts';
import { createReasoningItem } from './reasoning-item.ts';
import { type ResponseEnd, readEnd } from './response-end.ts';
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

interface QueuedItem extends KnownItem {
  readonly translation: ItemTranslation;
  /** Parts that wait until the items before are done. */
  waiting: Part[];
}

/** What the reducer does not know by itself: the client's names of tools, and its carrier. */
export interface ReducerSettings extends Omit<ItemSettings, 'lose' | 'fail' | 'callId'> {
  /** The id under which the client gets a call: never that of another call. */
  callId(wanted: string): string;
}

export function createReducer(settings: ReducerSettings): Reducer {
  const losses: Loss[] = [];
  const items: QueuedItem[] = [];
  /** Position in `items` of the one whose parts go out now. */
  let current = 0;
  let started = false;
  let ended = false;
  let events = -1;
  let responseId = '';

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
    // The id names the call's answer, so that the next answer's calls have other ones.
    callId: (wanted) =>
      settings.callId(wanted ?? `call_${responseId || 'unnamed'}_${items.length}`),
  };

  const start = (id: string | undefined): Part[] => {
    if (started) return [];
    started = true;
    responseId = typeof id === 'string' ? id : '';
    return [{ type: 'response-start', id: responseId }];
  };
  /** Adds parts of an item and releases those whose turn it is. */
  const emit = (item: QueuedItem, parts: Part[]): Part[] => {
    // Nearly every event: the item whose turn it is continues.
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
  const add = (name: ItemName, item: ResponsesItem): QueuedItem => {
    const translation = translationOf(item, itemSettings);
    const { type, id, callId, place } = name;
    const ids = new Set(id === null ? [] : [id]);
    const open = { waiting: [], done: false, content: null };
    const queued = { type, ids, callId, place, translation, ...open };
    items.push(queued);
    return queued;
  };
  const finishItem = (queued: QueuedItem, item: ResponsesItem): Part[] => {
    if (queued.done) return [];
    queued.done = true;
    queued.content = contentOf(item);
    return emit(queued, queued.translation.done(item));
  };
  const readDone = (item: ResponsesItem, place: number | null): Part[] => {
    const name = nameOf(item, place);
    const known = findDone(items, name, contentOf(item)) ?? add(name, item);
    learn(known, name);
    return finishItem(known, item);
  };
  const readInner = (event: InnerItemEvent): Part[] => {
    const type = itemTypeOf(event);
    const name = { type, id: event.item_id, callId: null, place: event.output_index };
    const isWhole = !event.type.endsWith('.delta');
    const found = findOpen(items, name, isWhole);
    if (found === 'late') {
      lose('event-without-item', `${event.type} names an item that is not open.`);
      return [];
    }
    const known = found ?? add(name, impliedItem(type));
    learn(known, name);
    const begun = found === undefined ? [...start(undefined), ...emit(known, [])] : [];
    const parts = emit(known, known.translation.event(event));
    return begun.length === 0 ? parts : [...begun, ...parts];
  };
  /** Items that the terminal event has and the stream had not, then whatever is still open. */
  const closeAll = (output: readonly ResponsesItem[]): Part[] => {
    const known = matchSnapshot(items, output);
    const parts = output.flatMap((item, index) => {
      const match = known[index];
      if (match === 'twice') return [];
      return finishItem(match ?? add(nameOf(item, index), item), item);
    });
    for (const queued of items) {
      if (queued.done) continue;
      queued.done = true;
      parts.push(...emit(queued, queued.translation.done(null)));
    }
    return parts;
  };
  const finish = (type: ResponsesLifecycleType, response: ResponsesResponse): Part[] => {
    const end = readEnd(type, response);
    if (end.type === 'failed') return fail(end.failure);
    const parts = [...start(response.id), ...closeAll(outputOf(response, lose))];
    ended = true;
    const searches = items.flatMap(({ translation }) => translation.search?.() ?? []);
    const cited = items.flatMap(({ translation }) => translation.citations?.() ?? []);
    parts.push(...searchResults(searches, cited));
    const usage = parseResponsesUsage(response.usage);
    if (usage !== null) parts.push({ type: 'usage', usage });
    return [...parts, { type: 'finish', stopReason: stopReasonOf(end, response, items, lose) }];
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
      case 'response.output_item.added': {
        const name = nameOf(event.item, event.output_index);
        const known = findAdded(items, name);
        if (known !== undefined) {
          learn(known, name);
          known.translation.added?.(event.item);
          return [];
        }
        return [...start(undefined), ...emit(add(name, event.item), [])];
      }
      case 'response.output_item.done':
        return [...start(undefined), ...readDone(event.item, event.output_index)];
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
      case 'response.custom_tool_call_input.done':
        return readInner(event);
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
      return createSearchItem(item, settings);
    default:
      return createUnknownItem(item.type, settings);
  }
}

/** An item whose beginning the server left out. */
function impliedItem(type: string): ResponsesItem {
  return { type, name: '', call_id: '' };
}

/** The type of item that an event inside it belongs to. */
function itemTypeOf(event: InnerItemEvent): string {
  switch (event.type) {
    case 'response.function_call_arguments.delta':
    case 'response.function_call_arguments.done':
      return 'function_call';
    case 'response.custom_tool_call_input.delta':
    case 'response.custom_tool_call_input.done':
      return 'custom_tool_call';
    case 'response.content_part.added':
    case 'response.content_part.done':
      return event.part.type === 'reasoning_text' ? 'reasoning' : 'message';
    case 'response.output_text.delta':
    case 'response.output_text.done':
    case 'response.output_text.annotation.added':
    case 'response.refusal.delta':
    case 'response.refusal.done':
      return 'message';
    default:
      return 'reasoning';
  }
}

function stopReasonOf(
  end: ResponseEnd,
  response: ResponsesResponse,
  items: readonly QueuedItem[],
  lose: ItemSettings['lose'],
): StopReason {
  if (end.type === 'incomplete') {
    if (end.reason !== 'other') return end.reason;
    const reason = response.incomplete_details?.reason;
    lose('incomplete', `The response is incomplete (${reason}), which the client cannot be told.`);
  }
  const called = items.some(({ translation }) =>
    translation.produced().some(({ type }) => type === 'call'),
  );
  if (called) return 'tool_use';
  return items.some(({ translation }) => translation.refused?.() === true) ? 'refusal' : 'end_turn';
}

/** A backend may leave it out or empty. */
function outputOf(
  response: ResponsesResponse,
  lose: ItemSettings['lose'],
): readonly ResponsesItem[] {
  if (!Array.isArray(response.output)) return [];
  return response.output.filter((item) => {
    const isReadable = isReadableItem(item);
    if (!isReadable) lose('item-unreadable', 'An output item has no type, or a call no name.');
    return isReadable;
  });
}
