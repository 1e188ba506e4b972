// Charts that are repeated for each assumption that stands side by side.

import { shownNumbers } from '../analysis/scope-numbers.ts';
import type { RunView } from '../view.ts';

/** A column per shown assumption; undefined when there is only one. */
export function assumptionColumn({ whole }: Pick<RunView, 'whole'>): object | undefined {
  const names = shownNumbers(whole).map(({ label }) => label);
  if (names.length < 2) return undefined;
  return { field: 'assumption', type: 'nominal', title: null, sort: names };
}

/** A chart repeated per shown assumption, or the chart alone. */
export function perAssumption(view: Pick<RunView, 'whole'>, spec: object): object {
  const column = assumptionColumn(view);
  return column === undefined ? spec : { facet: { column }, spec };
}
