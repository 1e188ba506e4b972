// Where an arm's uncached tokens come from: new content and lost prefix upwards, what was reused
// although it is new downwards; the sum of a bar's parts is the uncached tokens of the mean
// session.

import { shownNumbers } from '../analysis/scope-numbers.ts';
import type { RunView } from '../view.ts';
import { perAssumption } from './per-assumption.ts';

export function decompositionBars(view: RunView): object {
  const { definition, whole } = view;
  const values = shownNumbers(whole).flatMap(({ label: assumption, arms }) =>
    arms.flatMap(({ arm, meanDecomposition: parts }) => [
      { assumption, arm, part: 'new', tokens: parts.newTokens },
      { assumption, arm, part: 'prefix lost', tokens: parts.prefixLost },
      { assumption, arm, part: 'reused generation', tokens: -parts.reusedGeneration },
    ]),
  );
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `uncached tokens of the mean trial (${definition.label})`, anchor: 'start' },
    background: 'white',
    data: { values },
    ...perAssumption(view, {
      width: 300,
      height: { step: 26 },
      mark: 'bar',
      encoding: {
        y: {
          field: 'arm',
          type: 'nominal',
          title: null,
          sort: definition.arms.map(({ name }) => name),
        },
        x: { field: 'tokens', type: 'quantitative', title: null, axis: { format: ',d' } },
        color: {
          field: 'part',
          type: 'nominal',
          title: null,
          sort: ['new', 'prefix lost', 'reused generation'],
          scale: { scheme: 'tableau10' },
        },
      },
    }),
  };
}
