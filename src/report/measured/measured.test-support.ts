// Measured runs with known truth for the tests of this room and the calibration.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { definition, turnOf } from '../run.test-support.ts';

export interface SyntheticOptions {
  readonly scenarios: number;
  readonly repeats: number;
  /** Uncached tokens of a session: arm and baseline, by 0-based scenario and repeat. */
  readonly uncached: (arm: string, scenario: number, repeat: number) => number;
  readonly ttftMs?: (arm: string, scenario: number, repeat: number) => number;
  readonly outcome?: (arm: string, scenario: number, repeat: number) => Trial['outcome'];
  readonly status?: (arm: string, scenario: number, repeat: number) => number;
}

/** Measured, of a declared population, without anything swept. */
export function measuredDefinition(scenarios: number, repeats: number): RunDefinition {
  const [first] = definition.scenarios;
  if (first === undefined) throw new TypeError('no scenario');
  return {
    ...definition,
    label: 'measured',
    backend: 'openai',
    repeats,
    population: 'synthetic sessions',
    variants: [{ name: '', parameters: {} }],
    sideBySide: [],
    scenarios: Array.from({ length: scenarios }, (_, index) => ({ ...first, name: `s${index}` })),
  };
}

/** Two requests a session, 10,000 cached tokens in the second; arms take turns at being first. */
export function measuredTrials(options: SyntheticOptions): Trial[] {
  const trials: Trial[] = [];
  for (let scenario = 0; scenario < options.scenarios; scenario++) {
    for (let repeat = 0; repeat < options.repeats; repeat++) {
      const order = (scenario + repeat) % 2 === 0 ? ['off', 'on'] : ['on', 'off'];
      for (const arm of order) {
        const uncached = options.uncached(arm, scenario, repeat);
        const ttftMs = options.ttftMs?.(arm, scenario, repeat) ?? 100;
        const status = options.status?.(arm, scenario, repeat) ?? 200;
        trials.push({
          id: `t_${scenario}_${repeat}_${arm}`,
          scenario: `s${scenario}`,
          ...{ repeat, arm },
          variant: '',
          position: trials.length,
          outcome: options.outcome?.(arm, scenario, repeat) ?? 'complete',
          turns: [
            { ...turnOf(0, [uncached, 0, 100, 0, 0]), ttftMs },
            { ...turnOf(1, [10_000, 10_000, 100, 0, 0], status), ttftMs },
          ],
        });
      }
    }
  }
  return trials;
}
