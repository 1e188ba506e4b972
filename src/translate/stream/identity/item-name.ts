// How an item of an answer is named on the wire: by its id, then by its call id, then by its place.
// Servers leave any of them out, give two items one place, or an item another id on every event, so
// what decides is what does not contradict.
import type { ResponsesItem } from '../../../wire/responses/item.ts';

/** How an item is named on the wire. */
export interface ItemName {
  readonly type: string;
  readonly id: string | null;
  readonly callId: string | null;
  readonly place: number | null;
}

/** An item of the answer so far, with every name that it has had. */
export interface KnownItem {
  readonly type: string;
  /** More than one where the server changes it. */
  readonly ids: Set<string>;
  callId: string | null;
  place: number | null;
  done: boolean;
  /** What `contentOf` its final form says; null: it has none yet. */
  content: string | null;
  /** What it has said while it is open; null: its kind does not tell. */
  said(): string | null;
}

export function nameOf(item: ResponsesItem, place: number | null): ItemName {
  const { call_id: callId } = item as { call_id?: unknown };
  return { type: item.type, id: nonEmpty(item.id), callId: nonEmpty(callId), place };
}

/** Adds the names that are new. */
export function learn(item: KnownItem, { id, callId, place }: ItemName): void {
  if (id !== null) item.ids.add(id);
  item.callId ??= callId;
  item.place ??= place;
}

/** False where a call id says that they are two. */
export function mayBe(item: KnownItem, name: ItemName): boolean {
  if (item.type !== name.type || differs(item.callId, name.callId)) return false;
  // One call id for two calls: models that number their calls badly.
  const isOther = hasOtherId(item, name.id) && !isEqual(item.place, name.place);
  return !(isOther && isEqual(item.callId, name.callId));
}

export function hasId({ ids }: KnownItem, id: string | null): boolean {
  return id !== null && ids.has(id);
}

/** It has names, and this is not one of them. */
export function hasOtherId({ ids }: KnownItem, id: string | null): boolean {
  return id !== null && ids.size > 0 && !ids.has(id);
}

/** Both are known, and equal. */
export function isEqual<Value>(one: Value | null, other: Value | null): boolean {
  return one !== null && one === other;
}

/** Both are known, and not equal. */
export function differs<Value>(one: Value | null, other: Value | null): boolean {
  return one !== null && other !== null && one !== other;
}

/** A text with something in it; null: anything else. */
export function nonEmpty(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
