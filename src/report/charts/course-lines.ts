// The course of a metric over the requests of a trial, an arm a line.

import type { RequestCourse } from '../analysis/request-courses.ts';
import { modelledTime } from '../tables/report-table.ts';
import type { RunView } from '../view.ts';
import { armEncoding } from './arm-encoding.ts';
import { assumptionColumn } from './per-assumption.ts';

/** Beyond, the points of a line run into one another: the line is drawn alone. */
const dotsMax = 250;

const axisFormat = {
  tokens: ',d',
  fraction: '.0%',
  usd: '$.3f',
  ms: ',d',
  requests: 'd',
  count: 'd',
} as const;

/** A line per arm, a row per scenario, a column per shown assumption. */
export function courseLines(view: RunView, { metric, points }: RequestCourse): object {
  const { definition, requests } = view;
  const column = assumptionColumn(view);
  const label = metric.modelled ? `${definition.label}, ${modelledTime}` : definition.label;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `${metric.title} per request (${label})`, anchor: 'start' },
    background: 'white',
    data: { values: points },
    facet: {
      row: {
        field: 'scenario',
        type: 'nominal',
        title: null,
        sort: requests.courseScenarios,
        header: { labelAngle: 0, labelAlign: 'left', labelOrient: 'top' },
      },
      ...(column === undefined ? {} : { column }),
    },
    spec: {
      width: 300,
      height: 110,
      mark: {
        type: 'line',
        ...(points.length <= dotsMax && { point: { size: 18 } }),
        strokeWidth: 1.5,
        opacity: 0.85,
      },
      encoding: {
        x: { field: 'request', type: 'quantitative', title: 'request', axis: { tickMinStep: 1 } },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          axis: { format: axisFormat[metric.unit] },
        },
        ...armEncoding(definition),
      },
    },
    resolve: { scale: { x: 'independent' } },
  };
}
