// Which simulator parameters a run plays with several values. What no source settles and decides the
// sign is always swept, unless the user fixes it with --sim.

import type { ParameterValue, Variant } from '../domain/run.ts';
import { HarnessError } from '../lib/harness-error.ts';
import {
  defaultSimulatorParameters,
  parseSimulatorParameter,
  parseSimulatorParameters,
  type SimulatorParameters,
} from '../profiles/simulator-parameters.ts';

/** Default sweep. */
const alwaysSwept = ['cache_outputs=none,full', 'cache_quantum=128,1024'];
/** Of these, the one whose values stand side by side. */
const shownByDefault = 'cache_outputs';
/** Every variant plays every session again. */
const variantsMax = 64;

export interface Sweep {
  /** What is the same in every variant; swept parameters at their base value. */
  readonly parameters: SimulatorParameters;
  /** The base first. Never empty. */
  readonly variants: readonly Variant[];
  /** Swept parameters whose values stand side by side: the default one, and what was asked for. */
  readonly sideBySide: readonly string[];
}

function split(pair: string): [key: string, text: string] {
  const at = pair.indexOf('=');
  if (at < 1) {
    throw new HarnessError('usage', `\`${pair}\` has no value`, 'Write --sweep key=value,value');
  }
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** `key=a,b` with every value checked and typed. */
function parseAxis(pair: string): [key: string, values: ParameterValue[]] {
  const [key, text] = split(pair);
  const values = text
    .split(',')
    .map((value) => Object.values(parseSimulatorParameter(key, value))[0] as ParameterValue);
  return [key, values];
}

/**
 * @param sim `--sim key=value` pairs
 * @param sweep `--sweep key=value,value` pairs, swept besides the default ones (or instead of them,
 *   where they name the same parameter)
 * @param profile what a probe settled: not swept unless asked for; `--sim` wins over it
 */
export function planSweep(
  sim: readonly string[],
  sweep: readonly string[],
  profile: Partial<SimulatorParameters> = {},
): Sweep {
  const parameters = parseSimulatorParameters(sim, { ...defaultSimulatorParameters, ...profile });
  const fixed = new Set(sim.map((pair) => split(pair)[0]));
  const asked = new Map(sweep.map(parseAxis));
  for (const key of asked.keys()) {
    if (fixed.has(key)) {
      throw new HarnessError(
        'usage',
        `\`${key}\` is both fixed and swept`,
        'Drop --sim or --sweep',
      );
    }
  }
  const axes = new Map(
    alwaysSwept
      .map(parseAxis)
      .filter(([key]) => !fixed.has(key) && !asked.has(key) && !Object.hasOwn(profile, key)),
  );
  for (const [key, values] of asked) axes.set(key, values);
  let combinations: Record<string, ParameterValue>[] = [{}];
  for (const [key, values] of axes) {
    combinations = combinations.flatMap((combination) =>
      values.map((value) => ({ ...combination, [key]: value })),
    );
  }
  if (combinations.length > variantsMax) {
    throw new HarnessError(
      'usage',
      `the sweep has ${combinations.length} combinations, more than ${variantsMax}`,
      'Sweep fewer parameters, or fix some with --sim',
    );
  }
  const variants = combinations.map((values) => ({
    name:
      Object.entries(values)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ') || 'as given',
    parameters: values,
  }));
  return {
    parameters: { ...parameters, ...variants[0]?.parameters },
    variants,
    sideBySide: [...axes.keys()].filter((key) => key === shownByDefault || asked.has(key)),
  };
}
