// The picture of a report: what each arm costs beside the baseline, scenario by scenario, as the
// range over what is not known, with zero marked.

import { costRanges } from '../analysis/cost-ranges.ts';
import { differingScenarios } from '../analysis/differing-scenarios.ts';
import type { RunView } from '../view.ts';
import { armColour } from './arm-encoding.ts';
import { framed, plotWidth, zeroLine } from './chart.ts';

/** More rows are more than a page can show. */
const scenariosMax = 24;

/** null: no scenario can be compared, or the price is not known. */
export function costRangeBars(view: RunView): object | null {
  const { definition, scenarios } = view;
  const { baseline, variants, label } = definition;
  const shown = differingScenarios(scenarios, scenariosMax).map(({ name }) => name);
  const values = costRanges(view).filter(({ scenario }) => shown.includes(scenario));
  if (values.length === 0) return null;
  const varied =
    variants.length === 1
      ? 'nothing was varied, so a range is a point'
      : `a bar is the range over ${variants.length} assumptions`;
  const left = scenarios.length - shown.length;
  const which = left === 0 ? '' : `; the ${shown.length} scenarios that differ most`;
  const y = { field: 'scenario', type: 'nominal', title: null, sort: shown };
  const place = { y, yOffset: { field: 'arm' }, color: armColour(view) };
  const end = (field: 'low' | 'high'): object => ({
    mark: { type: 'point', filled: true, size: 45, opacity: 1 },
    encoding: { x: { field, type: 'quantitative' }, ...place },
  });
  const x = {
    ...{ field: 'low', type: 'quantitative', title: `cost per session, against ${baseline}` },
    axis: { labelExpr: "datum.value === 0 ? 'equal' : format(datum.value, '+.0%')", tickCount: 5 },
    scale: { zero: true },
  };
  return framed(
    {
      see: `Right of the line costs more than ${baseline}`,
      what: `${label}; ${varied}${which}`,
    },
    values,
    {
      width: plotWidth,
      height: { step: 14, for: 'position' },
      layer: [
        {
          mark: { type: 'bar', height: 5, opacity: 0.6 },
          encoding: { x, x2: { field: 'high' }, ...place },
        },
        end('low'),
        end('high'),
        zeroLine('x'),
      ],
    },
  );
}
