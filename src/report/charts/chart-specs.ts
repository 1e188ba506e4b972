// Charts as vega-lite specifications: over whole trials, and over the requests of a trial.
// Rendering is the shell's work.

import { headlineMetrics } from '../metrics/registry.ts';
import type { RunView } from '../view.ts';
import { benefitLines } from './benefit-lines.ts';
import { costRangeBars } from './cost-range-bars.ts';
import { courseLines } from './course-lines.ts';
import { decompositionBars } from './decomposition-bars.ts';
import { pairedDots } from './paired-dots.ts';
import { ttftDistribution } from './ttft-distribution.ts';

export interface ChartSpec {
  /** File name without folder. */
  readonly file: string;
  readonly title: string;
  readonly spec: object;
  /** Stands with the answer, before everything that it rests on. */
  readonly isFirst?: boolean;
}

function fileOf(metric: string): string {
  return `${metric.replaceAll(/[^a-z0-9]+/g, '-')}.svg`;
}

/**
 * Charts over whole trials: what it costs, what a benefit would have to be, what differs, where it
 * comes from, how times spread.
 */
function trialCharts(view: RunView): ChartSpec[] {
  const dots = headlineMetrics.map((metric) => ({
    file: `sessions-${fileOf(metric.name)}`,
    title: `${metric.title} per trial`,
    spec: pairedDots(view, metric),
  }));
  return [
    {
      file: 'cost-ranges.svg',
      title: 'cost against the baseline, per scenario: the range over what is not known',
      spec: costRangeBars(view),
      isFirst: true,
    },
    {
      file: 'benefit.svg',
      title: 'where a benefit would turn the sign',
      spec: benefitLines(view),
    },
    ...dots,
    {
      file: 'decomposition.svg',
      title: 'where the uncached tokens come from',
      spec: decompositionBars(view),
    },
    {
      file: 'ttft-distribution.svg',
      title: 'time to first token, all requests',
      spec: ttftDistribution(view),
    },
  ].flatMap(({ spec, ...chart }) => (spec === null ? [] : [{ ...chart, spec }]));
}

function requestCharts(view: RunView): ChartSpec[] {
  const { courses, courseScenarios } = view.requests;
  const which =
    courseScenarios.length < view.scenarios.length
      ? ` (the ${courseScenarios.length} scenarios that differ most)`
      : '';
  return courses
    .filter(({ points }) => points.length > 0)
    .map((course) => ({
      file: fileOf(course.metric.name),
      title: `${course.metric.title} per request${which}`,
      spec: courseLines(view, course),
    }));
}

/** Every chart that has values. The same view gives the same specifications. */
export function chartSpecs(view: RunView): ChartSpec[] {
  return [...trialCharts(view), ...requestCharts(view)];
}
