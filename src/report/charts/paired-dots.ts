// A row per scenario, a dot per arm, joined: how far the arms are apart, and whether they always
// are.

import { differingScenarios } from '../analysis/differing-scenarios.ts';
import type { Metric } from '../metrics/metric.ts';
import type { RunView } from '../view.ts';
import { perAssumption } from './per-assumption.ts';

/** More rows are more than a page can show. */
const rowsMax = 40;

/** null when no scenario has a value. */
export function pairedDots(view: RunView, metric: Metric): object | null {
  const { definition } = view;
  const scenarios = differingScenarios(view.scenarios, rowsMax);
  const values = view.whole.variants.flatMap(({ isShown, label: assumption }, index) =>
    !isShown
      ? []
      : scenarios.flatMap(({ name: scenario, variants }) =>
          (variants[index]?.arms ?? []).flatMap(({ arm, trials, means }) => {
            const value = trials === 0 ? null : (means[metric.name] ?? null);
            return value === null ? [] : [{ assumption, scenario, arm, value }];
          }),
        ),
  );
  if (values.length === 0) return null;
  const scenario = {
    field: 'scenario',
    type: 'nominal',
    title: null,
    sort: scenarios.map(({ name }) => name),
    axis: { labelLimit: 220 },
  };
  const value = { field: 'value', type: 'quantitative', title: null, scale: { zero: false } };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `${metric.title} per trial (${definition.label})`, anchor: 'start' },
    background: 'white',
    data: { values },
    ...perAssumption(view, {
      width: 300,
      height: { step: 18 },
      layer: [
        {
          mark: { type: 'line', color: '#bbb', strokeWidth: 2 },
          encoding: { x: value, y: scenario, detail: { field: 'scenario' } },
        },
        {
          mark: { type: 'point', filled: true, size: 55, opacity: 0.85 },
          encoding: {
            x: value,
            y: scenario,
            color: {
              field: 'arm',
              type: 'nominal',
              sort: definition.arms.map(({ name }) => name),
              scale: { scheme: 'tableau10' },
            },
            shape: {
              field: 'arm',
              type: 'nominal',
              sort: definition.arms.map(({ name }) => name),
            },
          },
        },
      ],
    }),
  };
}
