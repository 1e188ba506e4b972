// Finds where a stream begins again. `response.created` a second time says so, with an item like
// the first one after it: alone, it is an event that came late or twice. Without it, the first item
// begins again under its id, and its text from the start.
import type { ResponsesEvent } from '../../wire/responses/event.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { differs, isEqual, nonEmpty } from './identity/item-name.ts';
import { itemTypeOf } from './item-kinds.ts';
import type { InnerItemEvent } from './item-translation.ts';
import type { SaidParts } from './said-parts.ts';

export interface RestartFinder {
  /** True where the event is the first of the answer said again. */
  isOne(event: ResponsesEvent, said: Pick<SaidParts, 'firstText'>): boolean;
}

/** The event with which the first item began. */
interface Beginning {
  readonly event: string;
  readonly type: string;
  readonly id: string | null;
  readonly place: number | null;
}

type ItemEvent = Extract<ResponsesEvent, { output_index: number | null }>;
type OuterItemEvent = Extract<ItemEvent, { item: ResponsesItem }>;
type DeltaEvent = Extract<ItemEvent, { delta: string }>;

/** Of the response as a whole, and of nothing that is known: all that are of no item. */
const otherEvents = {
  ...{ 'response.created': true, 'response.in_progress': true, 'response.completed': true },
  ...{ 'response.incomplete': true, 'response.failed': true, 'response.cancelled': true },
  ...{ 'response.done': true, error: true, unknown: true },
} as const satisfies Record<Exclude<ResponsesEvent['type'], ItemEvent['type']>, true>;
const ofNoItem: ReadonlySet<string> = new Set(Object.keys(otherEvents));

// By the type alone: an event may have fields that its type does not promise, of any kind.
const isOfItem = (event: ResponsesEvent): event is ItemEvent => !ofNoItem.has(event.type);
const isOuter = (event: ItemEvent): event is OuterItemEvent =>
  event.type === 'response.output_item.added' || event.type === 'response.output_item.done';
const isDelta = (event: ItemEvent): event is DeltaEvent => event.type.endsWith('.delta');

export function createRestartFinder(): RestartFinder {
  /** Of `response.created`; undefined: none has come. */
  let responseId: string | null | undefined;
  let first: Beginning | null = null;
  /** What has come again: nothing yet, the response's beginning, the first item's. */
  let again: 'nothing' | 'response' | 'item' = 'nothing';

  const beginResponse = (id: string | null): boolean => {
    const isAgain = first !== null && responseId !== undefined;
    const isOther = isAgain && differs(responseId ?? null, id);
    responseId = id ?? responseId ?? null;
    if (isOther) first = null;
    else if (isAgain) again = 'response';
    return isOther;
  };

  return {
    isOne(event, said) {
      if (event.type === 'response.created') return beginResponse(nonEmpty(event.response.id));
      if (!isOfItem(event)) return false;
      if (first === null) {
        first = beginningOf(event);
        return false;
      }
      if (again === 'response') {
        again = 'nothing';
        return isLike(first, beginningOf(event));
      }
      if (again === 'item' && isDelta(event)) {
        again = 'nothing';
        const text = said.firstText();
        const begins = text.startsWith(event.delta) || event.delta.startsWith(text);
        return begins && isEqual(first.id, nonEmpty(event.item_id));
      }
      if (event.type === 'response.output_item.added' && isSame(first, beginningOf(event))) {
        // Before it has said anything, it only came twice.
        if (said.firstText() !== '') again = 'item';
      } else if (isOuter(event)) again = 'nothing';
      return false;
    },
  };
}

function beginningOf(event: ItemEvent): Beginning {
  const { type, id } = isOuter(event)
    ? event.item
    : { type: itemTypeOf(event as InnerItemEvent), id: event.item_id };
  return {
    ...{ event: event.type, type, id: nonEmpty(id) },
    place: event.output_index,
  };
}

/** It may have other ids: some relays make their own. */
function isLike(first: Beginning, { event, type, place }: Beginning): boolean {
  return event === first.event && type === first.type && !differs(place, first.place);
}

function isSame(first: Beginning, other: Beginning): boolean {
  return isLike(first, other) && isEqual(first.id, other.id);
}
