// An effort that changes in the middle of a session, as an item of the input: the cached prefix
// stays, which another `reasoning.effort` would break.
import type { EffortChange, SessionPins } from '../../domain/translator-state.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { Insertions } from './late-tools.ts';

const itemType = 'configuration_update';

/**
 * @param wanted what this request asks for; undefined: nothing
 * @returns every change up to this request. Where the history was shortened, those after its end
 * are gone.
 */
export function effortChanges(
  { effort: first, effortChanges: pinned = [] }: SessionPins,
  wanted: string | undefined,
  messageCount: number,
): readonly EffortChange[] {
  const last = Math.max(messageCount - 1, 0);
  const before = pinned.filter(({ after }) => after < last);
  const current = before.at(-1)?.effort ?? first;
  return wanted === undefined || wanted === current
    ? before
    : [...before, { effort: wanted, after: last }];
}

export function insertEffortChanges(changes: readonly EffortChange[]): Insertions {
  return changes.map(({ effort, after }) => ({
    after,
    item: { type: itemType, reasoning: { effort } },
  }));
}

/** The backend refuses two in a row: the later one holds. */
export function withoutReplacedChanges(items: ResponsesItem[]): ResponsesItem[] {
  const isReplaced = (index: number): boolean =>
    items[index]?.type === itemType && items[index + 1]?.type === itemType;
  return items.some((_, index) => isReplaced(index))
    ? items.filter((_, index) => !isReplaced(index))
    : items;
}
