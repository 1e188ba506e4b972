import type { RunDefinition, Trial } from '../domain/run.ts';
import type { ChartSpec } from './chart-specs.ts';
import type { MeasuredOptions } from './measured/analyse-run.ts';
import { renderMeasured } from './measured/render-measured.ts';
import { renderMarkdown } from './render-markdown.ts';
import { plannedTrials } from './variants.ts';

/** The page of a run: simulated runs are compared exactly, measured ones are tested. */
export function renderPage(
  definition: RunDefinition,
  trials: readonly Trial[],
  charts: readonly ChartSpec[],
  measured: MeasuredOptions,
): string {
  return definition.label === 'measured'
    ? renderMeasured(definition, trials, charts, measured)
    : renderMarkdown(definition, trials, charts, trials.length === plannedTrials(definition));
}
