// Arms whose every request has the same numbers are named once.
import type { RunView } from '../view.ts';

export interface MergedArm {
  /** The first of them in the order of the run: its name and its numbers stand for all. */
  readonly name: string;
  /** The others, in the order of the run. */
  readonly equal: readonly string[];
}

/** In the order of the run; together they hold every arm. */
export function mergeArms({
  definition,
  facts,
}: Pick<RunView, 'definition' | 'facts'>): MergedArm[] {
  const twinOf = new Map(facts.map(({ arm, twin }) => [arm, twin]));
  return definition.arms
    .filter(({ name }) => (twinOf.get(name) ?? null) === null)
    .map(({ name }) => ({
      name,
      equal: facts.filter(({ twin }) => twin === name).map(({ arm }) => arm),
    }));
}

/** Of each row or series that belongs to an arm: those whose arm is named. */
export function withMergedArms<Row extends { readonly arm: string }>(
  view: Pick<RunView, 'definition' | 'facts'>,
  rows: readonly Row[],
): Row[] {
  const named = new Set(mergeArms(view).map(({ name }) => name));
  return rows.filter(({ arm }) => named.has(arm));
}
