// A row per scenario, a dot per arm, joined: how far the arms are apart, and whether they always
// are.

import { differingScenarios } from '../analysis/differing-scenarios.ts';
import { withMergedArms } from '../analysis/merge-arms.ts';
import type { Metric } from '../metrics/metric.ts';
import type { RunView } from '../view.ts';
import { armColour, armColours } from './arm-encoding.ts';
import { axisFormat, unitTitle } from './axis-format.ts';
import { chart } from './chart.ts';

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
          withMergedArms(view, variants[index]?.arms ?? []).flatMap(({ arm, trials, means }) => {
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
  };
  const value = {
    ...{ field: 'value', type: 'quantitative', title: unitTitle[metric.unit] },
    ...{ axis: { format: axisFormat[metric.unit], tickCount: 5 }, scale: { zero: true } },
  };
  const text = {
    see: 'The longer the line between two dots, the further the arms are apart',
    what: `${metric.title} per trial; ${definition.label}`,
  };
  return chart(view, text, values, {
    height: { step: 18 },
    layer: [
      {
        mark: { type: 'line', color: '#999', strokeWidth: 2 },
        encoding: { x: value, y: scenario, detail: { field: 'scenario' } },
      },
      {
        mark: { type: 'point', filled: true, size: 55, opacity: 0.85 },
        encoding: {
          x: value,
          y: scenario,
          color: armColour(view),
          shape: { field: 'arm', type: 'nominal', sort: [...armColours(view).keys()], title: null },
        },
      },
    ],
  });
}
