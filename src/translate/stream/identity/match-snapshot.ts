// Which items of an answer the final snapshot repeats, and which only it has.
import type { ResponsesItem } from '../../../wire/responses/item.ts';
import { contentOf, isSaidBy } from './item-content.ts';
import {
  differs,
  hasId,
  hasOtherId,
  type ItemName,
  isEqual,
  type KnownItem,
  mayBe,
  nameOf,
} from './item-name.ts';

/**
 * Which known item each item of a final snapshot is, one to one; `twice`: the snapshot has it
 * already; undefined: only the snapshot has it.
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
  const pass = (fits: (item: Item, entry: Entry) => boolean, byName = true): void => {
    for (const [at, entry] of entries.entries()) {
      if (matches[at] !== undefined) continue;
      const found = items.find(
        (item) =>
          !used.has(item) &&
          (byName ? mayBeEntry(item, entry) : item.type === entry.type) &&
          fits(item, entry),
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
  // vLLM gives every item of the snapshot other names, calls too (vllm PR 47916 and 56285): what
  // was streamed and is missing is what the snapshot has in the same words.
  pass((item, { id, place, content }) => {
    const isNamed = item.done || hasId(item, id) || isEqual(item.place, place);
    return isNamed && isSaidBy(item, content);
  }, false);
  return entries.map((entry, at) => {
    const earlier = entries.slice(0, at).some((other) => isTwin(other, entry));
    return matches[at] ?? (earlier ? 'twice' : undefined);
  });
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
