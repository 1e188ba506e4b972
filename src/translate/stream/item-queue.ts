// The items of one answer: each is found again by what names it, translated by its kind, and its
// parts go out item by item, in the order in which the items began, however they interleave
// upstream.
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { findAdded } from './identity/find-added.ts';
import { findDone } from './identity/find-done.ts';
import { findOpen } from './identity/find-open.ts';
import { contentOf, isEmptyAtEnd, isWholeAtOnce } from './identity/item-content.ts';
import {
  differs,
  hasId,
  type ItemName,
  type KnownItem,
  learn,
  nameOf,
} from './identity/item-name.ts';
import { matchSnapshot } from './identity/match-snapshot.ts';
import { impliedItem, itemTypeOf, translationOf } from './item-kinds.ts';
import type { InnerItemEvent, ItemSettings, ItemTranslation } from './item-translation.ts';
import type { Part } from './part.ts';

export interface ItemQueue {
  /** An item begins, or its beginning is repeated. */
  begin(item: ResponsesItem, place: number | null): Part[];
  /** An event inside an item, whose beginning the server may have left out. */
  take(event: InnerItemEvent): Part[];
  /** An item as it finally is, or that again. */
  finish(item: ResponsesItem, place: number | null): Part[];
  /**
   * The answer is over: first the items that only its snapshot has, then whatever is still open.
   * @param output the snapshot; empty where there is none
   */
  close(output: readonly ResponsesItem[]): Part[];
  /** How many items there are so far. */
  size(): number;
  /** In the order in which the items began. */
  translations(): readonly ItemTranslation[];
}

interface QueuedItem extends KnownItem {
  readonly translation: ItemTranslation;
  /** Parts that wait until the items before are done. */
  waiting: Part[];
  /** The item as it began, where that may be all of it; null: events inside it have come. */
  beginning: ResponsesItem | null;
  /** An event inside it has said something. */
  heard: boolean;
}

export function createItemQueue(settings: ItemSettings): ItemQueue {
  const items: QueuedItem[] = [];
  /** Position in `items` of the one whose parts go out now. */
  let current = 0;

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
    const { type, id, callId, place } = name;
    const ids = new Set(id === null ? [] : [id]);
    const translation = translationOf(item, settings);
    const beginning = isWholeAtOnce(item) ? item : null;
    const open = { waiting: [], done: false, content: null, beginning, heard: false };
    const said = (): string | null => translation.said?.() ?? null;
    const queued = { type, ids, callId, place, translation, said, ...open };
    items.push(queued);
    return queued;
  };
  const finishItem = (queued: QueuedItem, item: ResponsesItem): Part[] => {
    if (queued.done) return [];
    queued.done = true;
    queued.content = contentOf(item);
    return emit(queued, queued.translation.done(item));
  };

  return {
    begin(item, place) {
      const name = nameOf(item, place);
      const known = findAdded(items, name);
      if (known === undefined) return emit(add(name, item), []);
      learn(known, name);
      known.translation.added?.(item);
      return [];
    },
    take(event) {
      const last = items[items.length - 1];
      if (last !== undefined && continues(last, event)) {
        last.beginning = null;
        last.heard ||= saysSomething(event);
        return emit(last, last.translation.event(event));
      }
      const type = isOfReasoning(items, event) ? 'reasoning' : itemTypeOf(event);
      const name = { type, id: event.item_id, callId: null, place: event.output_index };
      const isWhole = !event.type.endsWith('.delta');
      const found = findOpen(items, name, isWhole);
      if (found === 'late') {
        settings.lose('event-without-item', `${event.type} names an item that is not open.`);
        return [];
      }
      const known = found ?? add(name, impliedItem(type));
      learn(known, name);
      known.beginning = null;
      known.heard ||= saysSomething(event);
      return emit(known, known.translation.event(event));
    },
    finish(item, place) {
      const name = nameOf(item, place);
      const known = findDone(items, name, contentOf(item)) ?? add(name, item);
      learn(known, name);
      // Some servers say what it holds in the snapshot alone (opencodex PR 4652).
      if (!known.done && !known.heard && isEmptyAtEnd(item)) {
        known.beginning = item;
        return emit(known, []);
      }
      return finishItem(known, item);
    },
    close(output) {
      const known = matchSnapshot(items, output);
      const parts = output.flatMap((item, index) => {
        const match = known[index];
        if (match === 'twice') return [];
        return finishItem(match ?? add(nameOf(item, index), item), item);
      });
      for (const queued of items) {
        if (queued.done) continue;
        queued.done = true;
        parts.push(...emit(queued, queued.translation.done(queued.beginning)));
      }
      return parts;
    },
    size: () => items.length,
    translations: () => items.map(({ translation }) => translation),
  };
}

/**
 * vLLM tells the parts of raw reasoning as those of a text (vllm PR 24788): shown, they would be
 * the reasoning a second time.
 */
function isOfReasoning(items: readonly QueuedItem[], event: InnerItemEvent): boolean {
  if (!event.type.startsWith('response.content_part.')) return false;
  return items.some(
    (item) =>
      item.type === 'reasoning' &&
      !item.done &&
      hasId(item, event.item_id) &&
      !differs(item.place, event.output_index),
  );
}

function saysSomething(event: InnerItemEvent): boolean {
  const said = event as { delta?: string; text?: string; arguments?: string; input?: string };
  return Boolean(said.delta || said.text || said.arguments || said.input) || 'refusal' in event;
}

/**
 * Nearly every event: it names the newest item, which is open, by everything that it can be named
 * by.
 */
function continues(item: QueuedItem, event: InnerItemEvent): boolean {
  const { item_id: id, output_index: place } = event;
  const isNamed = !item.done && id !== null && place !== null && place === item.place;
  return isNamed && item.ids.has(id) && item.type === itemTypeOf(event);
}
