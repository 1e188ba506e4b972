// Which item an `output_item.added` speaks of.
import {
  differs,
  hasId,
  hasOtherId,
  type ItemName,
  isEqual,
  type KnownItem,
  mayBe,
} from './item-name.ts';

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
