// A row per scenario, a dot per arm, joined: how far the arms are apart, and whether they always are.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { measureSession, trialsOf } from '../compare-arms.ts';
import type { Metric } from '../metrics/metric.ts';
import { shortName, shownVariants } from '../variants.ts';
import { perAssumption } from './per-assumption.ts';

/** null when no scenario has a value. */
export function pairedDots(
  definition: RunDefinition,
  trials: readonly Trial[],
  metric: Metric,
): object | null {
  const values = shownVariants(definition).flatMap((variant) =>
    definition.scenarios.flatMap(({ name: scenario }) =>
      definition.arms.flatMap(({ name: arm }) => {
        const own = trialsOf(trials, arm, variant.name).filter(
          (trial) => trial.scenario === scenario,
        );
        const value = own.length === 0 ? null : measureSession(metric, own, definition);
        const assumption = shortName(definition, variant);
        return value === null ? [] : [{ assumption, scenario, arm, value }];
      }),
    ),
  );
  if (values.length === 0) return null;
  const scenario = {
    field: 'scenario',
    type: 'nominal',
    title: null,
    sort: definition.scenarios.map(({ name }) => name),
    axis: { labelLimit: 220 },
  };
  const value = { field: 'value', type: 'quantitative', title: null, scale: { zero: false } };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `${metric.title} per session (${definition.label})`, anchor: 'start' },
    background: 'white',
    data: { values },
    ...perAssumption(definition, {
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
