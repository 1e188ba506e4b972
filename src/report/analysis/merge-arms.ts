// Arms whose every request has the same numbers are one row of a table.
import type { RunView } from '../view.ts';

export interface MergedArm {
  /** The first of them in the order of the run: its numbers are those of all. */
  readonly name: string;
  /** All names. */
  readonly label: string;
}

/** In the order of the run; together they hold every arm. */
export function mergeArms({
  definition,
  facts,
}: Pick<RunView, 'definition' | 'facts'>): MergedArm[] {
  const twinOf = new Map(facts.map(({ arm, twin }) => [arm, twin]));
  return definition.arms
    .filter(({ name }) => (twinOf.get(name) ?? null) === null)
    .map(({ name }) => {
      const equal = facts.filter(({ twin }) => twin === name).map(({ arm }) => arm);
      return { name, label: [name, ...equal].join(', ') };
    });
}
