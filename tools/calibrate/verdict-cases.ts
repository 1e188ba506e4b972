// The whole way from trials to a verdict, on sessions with known truth.

import type { SeededRandom } from '../../src/lib/seeded-random.ts';
import { analyseArm } from '../../src/report/measured/analyse-arm.ts';
import { lookAt } from '../../src/report/measured/looks.ts';
import {
  measuredDefinition,
  measuredTrials,
} from '../../src/report/measured/measured.test-support.ts';
import type { Verdict } from '../../src/report/measured/verdict.ts';
import { mean } from '../../src/stats/moments.ts';
import { type Calibration, monteCarloError } from './calibration.ts';
import { drawNormal } from './synthetic.ts';

const scenarios = 8;
const repeats = 2;
const definition = measuredDefinition(scenarios, repeats);

/**
 * Sessions of about 20,000 uncached tokens; the arm's effect varies between scenarios.
 * @param effect tokens, or a share of the drawn sessions' mean when below 1
 */
function verdictOf(random: SeededRandom, effect: number, sd: number): Verdict {
  const size = Array.from({ length: scenarios }, () => 15_000 + 10_000 * random.next());
  const centre = Math.abs(effect) < 1 ? effect * (mean(size) ?? 0) : effect;
  const own = size.map(() => centre + sd * drawNormal(random));
  const trials = measuredTrials({
    ...{ scenarios, repeats },
    uncached: (arm, scenario) =>
      (size[scenario] ?? 0) +
      (arm === 'on' ? (own[scenario] ?? 0) : 0) +
      0.5 * sd * drawNormal(random),
  });
  return analyseArm(definition, lookAt(definition, trials), 'on').verdict;
}

export function verdictCalibrations(simulations: number): Calibration[] {
  const group = 'Verdicts, from trials to the word (8 scenarios x 2 repeats)';
  const atMost = (share: number) => ({ high: share + monteCarloError(share, simulations) });
  const of = (
    name: string,
    wanted: Verdict,
    gate: Calibration['gate'],
    [effect, sd]: readonly [number, number],
  ): Calibration => ({
    ...{ group, name, gate },
    simulate: (random) => verdictOf(random, effect, sd) === wanted,
  });
  return [
    of('`better` although nothing differs (large noise)', 'better', atMost(0.025), [0, 1_500]),
    of('`worse` although nothing differs (large noise)', 'worse', atMost(0.05), [0, 1_500]),
    of(
      '`equivalent` although the effect is the tolerance, 2% of these sessions',
      'equivalent',
      atMost(0.05),
      [0.02, 200],
    ),
    of('the same, 2% of all sessions that could have been drawn', 'equivalent', null, [400, 200]),
    of('`equivalent` when nothing differs (little noise)', 'equivalent', null, [0, 150]),
    of('`better` for an effect of -10% (noise of 5%)', 'better', null, [-2_000, 1_000]),
    of('`worse` for an effect of +10% (noise of 5%)', 'worse', null, [2_000, 1_000]),
  ];
}
