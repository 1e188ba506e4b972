// Charts that are repeated for each assumption that is shown.

import { shownNumbers } from '../analysis/scope-numbers.ts';
import type { RunView } from '../view.ts';

/** A chart repeated per shown assumption, below each other, or the chart alone. */
export function perAssumption({ whole }: Pick<RunView, 'whole'>, spec: object): object {
  const names = shownNumbers(whole).map(({ label }) => label);
  if (names.length < 2) return spec;
  const facet = { field: 'assumption', type: 'nominal', title: null, sort: names };
  return { facet, columns: 1, spec };
}
