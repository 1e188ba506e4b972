// The course of a metric over the requests of a trial, an arm a line.

import { withMergedArms } from '../analysis/merge-arms.ts';
import type { RequestCourse } from '../analysis/request-courses.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import { modelledTime } from '../tables/report-table.ts';
import type { RunView } from '../view.ts';
import { armEncoding } from './arm-encoding.ts';
import { axisFormat, unitTitle } from './axis-format.ts';
import { framed, plotWidth } from './chart.ts';

/** Beyond, the points of a line run into one another: the line is drawn alone. */
const dotsMax = 250;

/** A line per arm, a row per scenario, under the run's first assumption. */
export function courseLines(view: RunView, { metric, points }: RequestCourse): object {
  const { definition, requests, whole } = view;
  const label = metric.modelled ? `${definition.label}, ${modelledTime}` : definition.label;
  const shown = shownNumbers(whole);
  const under = shown.length < 2 ? '' : `; under ${shown[0]?.label}`;
  const values = withMergedArms(view, points);
  const text = {
    see: `Where the lines part, the arms differ in ${metric.title}`,
    what: `per request; ${label}${under}`,
  };
  return framed(text, values, {
    facet: {
      row: {
        field: 'scenario',
        type: 'nominal',
        title: null,
        sort: requests.courseScenarios,
        header: { labelAngle: 0, labelAlign: 'left', labelOrient: 'top' },
      },
    },
    spec: {
      width: plotWidth,
      height: 100,
      mark: {
        type: 'line',
        ...(values.length <= dotsMax && { point: { size: 18 } }),
        strokeWidth: 1.5,
        opacity: 0.85,
      },
      encoding: {
        x: { field: 'request', type: 'quantitative', title: 'request', axis: { tickMinStep: 1 } },
        y: {
          field: 'value',
          type: 'quantitative',
          title: unitTitle[metric.unit],
          axis: { format: axisFormat[metric.unit], tickCount: 4 },
          scale: { zero: true },
        },
        ...armEncoding(view),
      },
    },
    resolve: { scale: { x: 'independent' } },
  });
}
