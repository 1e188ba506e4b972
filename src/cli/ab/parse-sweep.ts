// `--sim` and `--sweep` -> what is fixed and what is swept.

import type { ParameterValue } from '../../domain/run.ts';
import type { SweepAxes, SweepOptions } from '../../experiment/definition/sweep.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import {
  parseSimulatorPairs,
  parseSimulatorParameter,
} from '../../profiles/simulator-parameters.ts';

/** `key=a,b` with every value checked and typed. */
function parseAxis(pair: string): [key: string, values: ParameterValue[]] {
  const at = pair.indexOf('=');
  if (at < 1) {
    throw new HarnessError('usage', `\`${pair}\` has no value`, 'Write --sweep key=value,value');
  }
  const key = pair.slice(0, at);
  const values = pair
    .slice(at + 1)
    .split(',')
    .map((value) => Object.values(parseSimulatorParameter(key, value))[0] as ParameterValue);
  return [key, values];
}

/**
 * @param sim `--sim key=value` pairs
 * @param sweep `--sweep key=value,value` pairs
 * @throws HarnessError `usage`
 */
export function parseSweep(
  sim: readonly string[],
  sweep: readonly string[],
): Required<Pick<SweepOptions, 'fixed' | 'asked'>> {
  const asked: SweepAxes = new Map(sweep.map(parseAxis));
  return { fixed: parseSimulatorPairs(sim), asked };
}
