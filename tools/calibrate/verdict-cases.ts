// The whole way from trials to a verdict, on trials with known truth.

import type { Trial } from '../../src/domain/run.ts';
import type { SeededRandom } from '../../src/lib/seeded-random.ts';
import { analyseMetric } from '../../src/report/measured/analyse-metric.ts';
import { analyseRun } from '../../src/report/measured/analyse-run.ts';
import { primaryMetric } from '../../src/report/measured/inference.ts';
import {
  measuredDefinition,
  measuredTrials,
  type SyntheticOptions,
} from '../../src/report/measured/measured.test-support.ts';
import { sessionPairs } from '../../src/report/measured/session-pairs.ts';
import { armVerdicts, type Verdict } from '../../src/report/measured/verdict.ts';
import { mean } from '../../src/stats/moments.ts';
import { type Calibration, type Gate, monteCarloError } from './calibration.ts';
import { drawNormal } from './synthetic.ts';

const scenarios = 8;
const repeats = 2;
const definition = measuredDefinition(scenarios, repeats);
/** Of a trial in USD, beside uncached tokens: 10,000 cached ones and two answers. */
const fixedUsd = 0.011;
const usdPerUncached = 5 / 1e6;

/** The verdict on `on`. */
function verdictOn(options: SyntheticOptions, change: (trial: Trial) => Trial = (t) => t): Verdict {
  const trials = measuredTrials(options).map(change);
  const run = measuredDefinition(options.scenarios, options.repeats);
  return analyseRun(run, trials, { noise: null }).arms[0]?.verdict ?? 'invalid';
}

/**
 * Trials of about 20,000 uncached tokens; the arm's effect varies between scenarios.
 * @param effect tokens, or a share of the drawn trials' mean cost when below 1
 */
function verdictOf(random: SeededRandom, effect: number, sd: number): Verdict {
  const size = Array.from({ length: scenarios }, () => 15_000 + 10_000 * random.next());
  const meanCost = (mean(size) ?? 0) + fixedUsd / usdPerUncached;
  const centre = Math.abs(effect) < 1 ? effect * meanCost : effect;
  const own = size.map(() => centre + sd * drawNormal(random));
  return verdictOn({
    ...{ scenarios, repeats },
    uncached: (arm, scenario) =>
      (size[scenario] ?? 0) +
      (arm === 'on' ? (own[scenario] ?? 0) : 0) +
      0.5 * sd * drawNormal(random),
  });
}

/** Whether any of several arms, none of which differs, is called better or worse. */
function anyVerdict(random: SeededRandom, arms: number): boolean {
  const sd = 1_500;
  const baseline = Array.from({ length: scenarios * repeats }, () => 0.5 * sd * drawNormal(random));
  const evidence = Array.from({ length: arms }, () => {
    const own = Array.from({ length: scenarios }, () => sd * drawNormal(random));
    const trials = measuredTrials({
      ...{ scenarios, repeats },
      uncached: (arm, scenario, repeat) =>
        20_000 +
        (arm === 'on'
          ? (own[scenario] ?? 0) + 0.5 * sd * drawNormal(random)
          : (baseline[scenario * repeats + repeat] ?? 0)),
    });
    const primary = analyseMetric(primaryMetric, sessionPairs(definition, trials, 'on'), {
      ...{ price: definition.price, tolerance: 0.02, seed: '', level: 0.95, equivalenceLevel: 0.9 },
      clusterOf: ({ scenario }) => scenario,
    });
    return { primary, mayInfer: true, isComparable: true };
  });
  return armVerdicts(evidence).some(({ verdict }) => verdict === 'better' || verdict === 'worse');
}

/** Replay that pays: the bill falls by a fifth, by output, while uncached tokens rise by 4.5%. */
function cheaperWithMoreUncached(random: SeededRandom): Verdict {
  const size = Array.from({ length: scenarios }, () => 8_000 + 4_000 * random.next());
  const saved = 0.2;
  return verdictOn(
    {
      ...{ scenarios, repeats },
      uncached: (arm, scenario) =>
        (size[scenario] ?? 0) * (arm === 'on' ? 1.045 : 1) + 50 * drawNormal(random),
    },
    (trial) => {
      const tokens = size[Number(trial.scenario.slice(1))] ?? 0;
      // Output of the baseline: as much again as the rest costs; 30 USD per million tokens.
      const rest = tokens * usdPerUncached + 0.005;
      const output = rest / (30 / 1e6);
      const kept = (2 * rest * (1 - saved) - rest - 0.045 * tokens * usdPerUncached) / (30 / 1e6);
      return {
        ...trial,
        turns: trial.turns.map((turn) => ({
          ...turn,
          usage: turn.usage && {
            ...turn.usage,
            outputTokens: Math.round((trial.arm === 'on' ? kept : output) / trial.turns.length),
          },
        })),
      };
    },
  );
}

/**
 * The arm is 5% cheaper but for the scenarios that are lost, where it is 10% more expensive.
 * @param isLost whether an arm's trials of a scenario stop
 */
function verdictWithLosses(
  random: SeededRandom,
  count: number,
  isLost: (arm: string, scenario: number) => boolean,
): Verdict {
  return verdictOn({
    ...{ scenarios: count, repeats },
    uncached: (arm, scenario) => {
      const isHard = isLost('on', scenario) || isLost('off', scenario);
      const effect = arm === 'off' ? 0 : isHard ? 0.1 : -0.05;
      return 20_000 * (1 + effect) + 100 * drawNormal(random);
    },
    outcome: (arm, scenario) => (isLost(arm, scenario) ? 'stopped' : 'complete'),
  });
}

/** Rows whose answer a wrong rule gets wrong every time: a few hundred draws show it. */
const constructedMax = 300;

export function verdictCalibrations(simulations: number): Calibration[] {
  const group = 'Verdicts, from trials to the word (8 scenarios x 2 repeats)';
  const atMost = (share: number) => ({ high: share + monteCarloError(share, simulations) });
  const of = (
    name: string,
    wanted: Verdict,
    gate: Gate,
    [effect, sd]: readonly [number, number],
  ): Calibration => ({
    ...{ group, name, gate },
    simulate: (random) => verdictOf(random, effect, sd) === wanted,
  });
  const families = [1, 3, 5, 8].map(
    (arms): Calibration => ({
      group: 'Several arms of which none differs: any `better` or `worse` in a run',
      name: `${arms} arm(s) beside the baseline, Holm over the arms`,
      gate: atMost(0.05),
      simulate: (random) => anyVerdict(random, arms),
    }),
  );
  const constructed = (
    name: string,
    gate: Gate,
    simulate: (random: SeededRandom) => boolean,
  ): Calibration => ({
    group: 'Verdicts on constructed runs',
    ...{ name, gate, simulate },
    simulationsMax: constructedMax,
  });
  const never = { high: 0 };
  return [
    of('`better` although nothing differs (large noise)', 'better', atMost(0.025), [0, 1_500]),
    of('`worse` although nothing differs (large noise)', 'worse', atMost(0.025), [0, 1_500]),
    of(
      '`equivalent` although the effect is the tolerance, 2% of these trials',
      'equivalent',
      atMost(0.05),
      [0.02, 200],
    ),
    of('the same, 2% of all trials that could have been drawn', 'equivalent', null, [444, 200]),
    of('`equivalent` when nothing differs (little noise)', 'equivalent', null, [0, 150]),
    of('`better` for an effect of -9% (noise of 4.5%)', 'better', null, [-2_000, 1_000]),
    of('`worse` for an effect of +9% (noise of 4.5%)', 'worse', null, [2_000, 1_000]),
    ...families,
    constructed(
      '`better` where cost falls by 20% and uncached tokens rise by 4.5%',
      { low: 1 },
      (random) => cheaperWithMoreUncached(random) === 'better',
    ),
    constructed(
      '`better` where the baseline stops in the 4 of 12 scenarios in which the arm is worse',
      never,
      (random) => verdictWithLosses(random, 12, (arm, s) => arm === 'off' && s < 4) === 'better',
    ),
    constructed(
      '`better` where each arm stops in 2 of the 4 scenarios of 12 in which the arm is worse',
      never,
      (random) =>
        verdictWithLosses(random, 12, (arm, s) => s < 4 && s < 2 === (arm === 'on')) === 'better',
    ),
  ];
}
