// Which item an event inside an item speaks of.
import { differs, hasId, hasOtherId, type ItemName, isEqual, type KnownItem } from './item-name.ts';

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
