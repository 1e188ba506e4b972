// Which item an `output_item.done` speaks of.
import { isSaidBy } from './item-content.ts';
import {
  differs,
  hasId,
  hasOtherId,
  type ItemName,
  isEqual,
  type KnownItem,
  mayBe,
} from './item-name.ts';

/**
 * The item that an `output_item.done` ends, or repeats the end of; undefined: it is all of a new
 * one.
 */
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
      // What is over and said something else is another, where its other names allow that.
      const mayDiffer = hasOtherId(item, name.id) || differs(item.place, name.place);
      const isOther = item.done && mayDiffer && item.content !== content;
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
    ) ??
    // vLLM ends a call under a new call id and no id (vllm PR 44608): what it said continues.
    items.find(
      (item) =>
        item.type === name.type &&
        !item.done &&
        isEqual(item.place, name.place) &&
        !hasOtherId(item, name.id) &&
        isSaidBy(item, content),
    )
  );
}
