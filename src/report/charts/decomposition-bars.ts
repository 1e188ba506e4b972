// Where an arm's uncached tokens come from: new content and lost prefix upwards, what was reused
// although it is new downwards; the sum of a bar's parts is the uncached tokens of the mean
// session.

import { withMergedArms } from '../analysis/merge-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import type { RunView } from '../view.ts';
import { chart } from './chart.ts';

/** Shades: colours are those of arms. */
const parts = { new: '#6f7782', 'prefix lost': '#a0603c', 'reused generation': '#5d8f77' } as const;

export function decompositionBars(view: RunView): object {
  const { definition, whole } = view;
  const values = shownNumbers(whole).flatMap(({ label: assumption, arms }) =>
    withMergedArms(view, arms).flatMap(({ arm, meanDecomposition: own }) => [
      { assumption, arm, part: 'new', tokens: own.newTokens },
      { assumption, arm, part: 'prefix lost', tokens: own.prefixLost },
      { assumption, arm, part: 'reused generation', tokens: -own.reusedGeneration },
    ]),
  );
  const text = {
    see: 'The longer a bar, the more is paid in full; lost prefix was sent before',
    what: `uncached tokens of the mean trial; ${definition.label}`,
  };
  return chart(view, text, values, {
    height: { step: 26 },
    mark: 'bar',
    encoding: {
      y: {
        field: 'arm',
        type: 'nominal',
        title: null,
        sort: definition.arms.map(({ name }) => name),
      },
      x: {
        field: 'tokens',
        type: 'quantitative',
        title: 'tokens',
        axis: { format: ',d', tickCount: 5 },
      },
      color: {
        field: 'part',
        type: 'nominal',
        title: null,
        sort: Object.keys(parts),
        scale: { domain: Object.keys(parts), range: Object.values(parts) },
      },
    },
  });
}
