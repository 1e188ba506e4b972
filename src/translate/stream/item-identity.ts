// Which item of an answer an event or a snapshot speaks of: known by its id, then by its call id, then
// by its place. Servers leave any of them out, give two items one place, or an item another id on every
// event, so what decides is what does not contradict.
import { isJsonObject } from '../../lib/json.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';

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

/** The item that an `output_item.added` repeats; undefined: it begins one. */
export function findAdded<Item extends KnownItem>(
  items: readonly Item[],
  name: ItemName,
): Item | undefined {
  const same = items.filter((item) => mayBe(item, name));
  return (
    // An id at another place is an id that the server uses again.
    same.find((item) => hasId(item, name.id) && !differs(item.place, name.place)) ??
    same.find(
      (item) => isEqual(item.callId, name.callId) && !(item.done && hasOtherId(item, name.id)),
    ) ??
    same.find((item) => {
      const isOpen = !item.done && !hasOtherId(item, name.id);
      return isOpen && (isEqual(item.place, name.place) || item.place === null);
    })
  );
}

/** The item that an `output_item.done` ends, or repeats the end of; undefined: it is all of a new one. */
export function findDone<Item extends KnownItem>(
  items: readonly Item[],
  name: ItemName,
  content: string,
): Item | undefined {
  const same = items.filter((item) => mayBe(item, name));
  const open = same.filter(({ done }) => !done);
  const named = same.filter((item) => hasId(item, name.id));
  return (
    same.find((item) => {
      const isOther = item.done && hasOtherId(item, name.id) && item.content !== content;
      return isEqual(item.callId, name.callId) && !isOther;
    }) ??
    named.find((item) => !item.done && !differs(item.place, name.place)) ??
    named.find((item) => !item.done || !differs(item.place, name.place)) ??
    named.find((item) => item.content === content) ??
    open.findLast(({ place }) => isEqual(place, name.place)) ??
    open.find((item) => !hasOtherId(item, name.id) && !differs(item.place, name.place)) ??
    same.find(
      (item) =>
        isEqual(item.place, name.place) && !hasOtherId(item, name.id) && item.content === content,
    )
  );
}

/**
 * The open item that an event inside an item belongs to; `late`: it repeats what a finished one has
 * said; undefined: it begins an item whose beginning the server left out.
 * @param isWhole the event has all of a text, not a piece of it
 */
export function findOpen<Item extends KnownItem>(
  items: readonly Item[],
  { type, id, place }: ItemName,
  isWhole: boolean,
): Item | 'late' | undefined {
  const same = items.filter((item) => item.type === type);
  const open = same.filter(({ done }) => !done);
  const named = open.filter((item) => hasId(item, id));
  const found =
    named.findLast((item) => isEqual(item.place, place)) ??
    named.at(-1) ??
    open.findLast((item) => isEqual(item.place, place)) ??
    open.findLast((item) => !differs(item.place, place) && !hasOtherId(item, id));
  if (found !== undefined) return found;
  const repeats = same.some(
    (item) =>
      !differs(item.place, place) &&
      (hasId(item, id) || (!hasOtherId(item, id) && (isEqual(item.place, place) || isWhole))),
  );
  return repeats ? 'late' : undefined;
}

/**
 * Which known item each item of a final snapshot is, one to one; `twice`: the snapshot has it already;
 * undefined: only the snapshot has it.
 */
export function matchSnapshot<Item extends KnownItem>(
  items: readonly Item[],
  output: readonly ResponsesItem[],
): readonly (Item | 'twice' | undefined)[] {
  const entries = output.map((item, place) => ({
    ...nameOf(item, place),
    content: contentOf(item),
  }));
  const matches: (Item | undefined)[] = entries.map(() => undefined);
  const used = new Set<Item>();
  type Entry = (typeof entries)[number];
  const pass = (fits: (item: Item, entry: Entry) => boolean): void => {
    for (const [at, entry] of entries.entries()) {
      if (matches[at] !== undefined) continue;
      const found = items.find(
        (item) => !used.has(item) && mayBeEntry(item, entry) && fits(item, entry),
      );
      if (found === undefined) continue;
      matches[at] = found;
      used.add(found);
    }
  };
  pass((item, { id, place }) => hasId(item, id) && isEqual(item.place, place));
  pass((item, { id }) => hasId(item, id));
  pass((item, { callId }) => isEqual(item.callId, callId));
  pass((item, { content }) => item.content === content);
  pass((item, entry) => {
    const isSame = !hasOtherId(item, entry.id) || agree(item.content, entry.content);
    return isEqual(item.place, entry.place) && isSame;
  });
  pass((item, { id, content }) => !hasOtherId(item, id) && agree(item.content, content));
  return entries.map((entry, at) => {
    const earlier = entries.slice(0, at).some((other) => isTwin(other, entry));
    return matches[at] ?? (earlier ? 'twice' : undefined);
  });
}

/** What an item says, without its names and states: two spellings of one item agree in it. */
export function contentOf(item: ResponsesItem): string {
  const fields = item as Record<string, unknown>;
  switch (item.type) {
    case 'message':
      return textsOf(fields['content']);
    case 'reasoning':
      return nonEmpty(fields['encrypted_content']) ?? textsOf(fields['summary']);
    case 'function_call':
      return `${String(fields['name'])} ${String(fields['arguments'] ?? '')}`;
    case 'custom_tool_call':
      return `${String(fields['name'])} ${String(fields['input'] ?? '')}`;
    default: {
      const { id: _, status: __, ...rest } = fields;
      return JSON.stringify(rest);
    }
  }
}

function textsOf(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  return (content as readonly unknown[])
    .map((part) => (isJsonObject(part) ? String(part['text'] ?? part['refusal'] ?? '') : ''))
    .join('');
}

/** False where a call id says that they are two. */
function mayBe(item: KnownItem, name: ItemName): boolean {
  if (item.type !== name.type || differs(item.callId, name.callId)) return false;
  // One call id for two calls: models that number their calls badly.
  const isOther = hasOtherId(item, name.id) && !isEqual(item.place, name.place);
  return !(isOther && isEqual(item.callId, name.callId));
}

/** A whole call that is spelled alike is the same one, whatever its other names. */
function mayBeEntry(item: KnownItem, entry: ItemName & { readonly content: string }): boolean {
  const isSameCall = isEqual(item.callId, entry.callId) && item.content === entry.content;
  return mayBe(item, entry) || (item.type === entry.type && isSameCall);
}

function isTwin(
  one: ItemName & { readonly content: string },
  other: ItemName & { readonly content: string },
): boolean {
  const isSame = one.type === other.type && one.content === other.content;
  return isSame && isEqual(one.callId, other.callId) && !differs(one.id, other.id);
}

function agree(known: string | null, content: string): boolean {
  return known === null || known.startsWith(content) || content.startsWith(known);
}

function hasId({ ids }: KnownItem, id: string | null): boolean {
  return id !== null && ids.has(id);
}

function hasOtherId({ ids }: KnownItem, id: string | null): boolean {
  return id !== null && ids.size > 0 && !ids.has(id);
}

function isEqual<Value>(one: Value | null, other: Value | null): boolean {
  return one !== null && one === other;
}

function differs<Value>(one: Value | null, other: Value | null): boolean {
  return one !== null && other !== null && one !== other;
}

function nonEmpty(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
