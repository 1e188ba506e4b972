import { describe, expect, test } from 'vitest';
import { type ArmAnalysis, analyseRun } from './analyse-run.ts';
import { describeTail } from './describe-tail.ts';
import {
  measuredDefinition,
  measuredTrials,
  type SyntheticOptions,
} from './measured.test-support.ts';
import { aaArmOf, noiseFloorOf } from './noise-floor.ts';

/** Deterministic noise of about +-1, different per scenario and repeat, mean about 0. */
const noise = (scenario: number, repeat: number): number => Math.sin(7 * scenario + 3 * repeat + 1);

/** Of the arm `on`. */
function analyseOn(...run: Parameters<typeof analyseRun>): ArmAnalysis {
  const [found] = analyseRun(...run).arms;
  if (found === undefined) throw new TypeError('no arm');
  return found;
}

function analyse(given: Partial<SyntheticOptions> & { readonly effect?: number }, change = {}) {
  const { effect = 0, scenarios = 10, repeats = 2, ...rest } = given;
  const uncached: SyntheticOptions['uncached'] = (arm, scenario, repeat) =>
    10_000 + 500 * scenario + (arm === 'on' ? effect + 100 * noise(scenario, repeat) : 0);
  const trials = measuredTrials({ scenarios, repeats, uncached, ...rest });
  const definition = { ...measuredDefinition(scenarios, repeats), ...change };
  return analyseOn(definition, trials, { noise: null });
}
const types = ({ warnings }: ReturnType<typeof analyse>) => warnings.map(({ type }) => type);

describe('verdicts', () => {
  test.each([
    ['better', -2_000],
    ['worse', 2_000],
    ['equivalent', 0],
    // A real difference of 1%, below what matters.
    ['equivalent', 120],
  ])('%s for an effect of %d tokens', (verdict, effect) => {
    expect(analyse({ effect }).verdict).toBe(verdict);
  });

  test('inconclusive when the noise is larger than the effect', () => {
    const uncached: SyntheticOptions['uncached'] = (arm, scenario, repeat) =>
      10_000 + (arm === 'on' ? 6_000 * noise(scenario, repeat) : 0);
    const found = analyse({ uncached });
    expect(found.verdict).toBe('inconclusive');
    expect(types(found)).toContain('underpowered');
  });

  test('fewer uncached tokens are not better when the bill is not shown to be no higher', () => {
    const trials = measuredTrials({
      scenarios: 10,
      repeats: 2,
      uncached: (arm, scenario) => 10_000 + (arm === 'on' ? -2_000 - 10 * scenario : 0),
    }).map((trial) =>
      trial.arm === 'off'
        ? trial
        : {
            ...trial,
            turns: trial.turns.map((turn) => ({
              ...turn,
              // $0.01 saved on input, $0.06 spent on output.
              usage: turn.usage && { ...turn.usage, outputTokens: 1_100 },
            })),
          },
    );
    const found = analyseOn(measuredDefinition(10, 2), trials, { noise: null });
    expect(found.analyses[0]?.verdict).toBe('better');
    expect(found.verdict).toBe('worse');
  });

  test.each([
    ['seven sessions', { scenarios: 7 }, {}, 'too-few-clusters'],
    ['hand-picked sessions', {}, { population: undefined }, 'no-population'],
    ['an unknown price', {}, { price: null }, 'unknown-price'],
  ])('%s are not enough, whatever the effect', (_, given, change, warning) => {
    const found = analyse({ effect: -2_000, ...given }, change);
    expect(found.verdict).toBe('inconclusive');
    expect(types(found)).toContain(warning);
  });

  test('repeats of one scenario speak for that scenario', () => {
    const found = analyse({ effect: -2_000, scenarios: 1, repeats: 9 });
    expect(found).toMatchObject({ scope: 'scenario', clusters: 9, verdict: 'better' });
  });

  test('repeats do not add to n', () => {
    expect(analyse({ repeats: 5 }).clusters).toBe(10);
  });
});

describe('sessions that do not count, or stop', () => {
  test('a void session takes its pair with it and is named', () => {
    const found = analyse({
      outcome: (arm, scenario, repeat) =>
        arm === 'on' && scenario === 0 && repeat === 0 ? 'void:wrong-model' : 'complete',
    });
    expect(found).toMatchObject({ pairs: 19, completePairs: 19 });
    expect(found.attrition[0]).toMatchObject({ played: 20, voided: { 'wrong-model': 1 } });
    expect(types(found)).toContain('voided');
  });

  test('an arm that loses more sessions is not better; both views are kept', () => {
    const found = analyse({
      effect: -2_000,
      outcome: (arm, scenario) => (arm === 'on' && scenario === 0 ? 'stopped' : 'complete'),
    });
    expect(found.verdict).toBe('inconclusive');
    expect(found).toMatchObject({ pairs: 20, completePairs: 18 });
    expect(found.allPairs[0]?.pairs).toBe(20);
    expect(types(found)).toContain('attrition');
  });
});

describe('errors', () => {
  test('nothing seen is an upper bound, not a zero', () => {
    const { errors } = analyse({ scenarios: 10, repeats: 10 });
    expect(errors.arm).toMatchObject({ sessions: 0, ofSessions: 100, ofAttempts: 200 });
    expect(errors.arm.upperBound).toBeCloseTo(0.0295, 4);
    expect(errors.p).toBe(1);
  });

  test('refusals in every session of the arm: exact p of 2 in 2^10', () => {
    const { errors } = analyse({ status: (arm) => (arm === 'on' ? 400 : 200) });
    expect(errors.p).toBe(2 / 1024);
    expect(errors.difference?.low).toBeGreaterThan(0.7);
  });
});

describe('doubts', () => {
  test('a drift within blocks is named', () => {
    const trials = measuredTrials({
      scenarios: 8,
      repeats: 2,
      // Whoever is second needs 1,000 tokens more.
      uncached: (arm, scenario, repeat) =>
        10_000 + (((scenario + repeat) % 2 === 0) === (arm === 'on') ? 1_000 : 0),
    });
    const found = analyseOn(measuredDefinition(8, 2), trials, { noise: null });
    expect(types(found)).toContain('order-explains-more');
  });

  test('an A/A run gives the floor below which effects are doubted', () => {
    const definition = measuredDefinition(10, 2);
    const [off] = definition.arms;
    if (off === undefined) throw new TypeError('no arm');
    expect(aaArmOf({ ...definition, arms: [off, { ...off, name: 'off2' }] })).toBe('off2');
    expect(aaArmOf(definition)).toBeUndefined();
    const aa = analyse({ effect: 0 });
    const floor = noiseFloorOf(
      'r_aa',
      aa.analyses.map(({ analysis }) => analysis),
    );
    expect(floor.failed).toEqual([]);
    const uncached = floor.floors['uncached_input_tokens'] ?? 0;
    const { low = 0, high = 0 } = aa.analyses[0]?.analysis ?? {};
    expect(uncached).toBe(Math.max(Math.abs(low), Math.abs(high)));
    const trials = measuredTrials({
      scenarios: 10,
      repeats: 2,
      uncached: (arm, scenario) => 10_000 + (arm === 'on' ? uncached / 2 + scenario / 100 : 0),
    });
    const found = analyseOn(definition, trials, { noise: floor });
    expect(types(found)).toContain('below-noise-floor');
  });
});

describe('times', () => {
  test('are compared as ratios', () => {
    const found = analyse({
      ttftMs: (arm, scenario, repeat) =>
        100 * (1 + scenario) * (arm === 'on' ? 0.8 * Math.exp(0.01 * noise(scenario, repeat)) : 1),
    });
    const ttft = found.analyses.find(({ analysis }) => analysis.metric.name === 'ttft_ms.p50');
    expect(ttft?.analysis).toMatchObject({ scale: 'ratio', clusters: 10 });
    expect(ttft?.analysis.effect).toBeCloseTo(0.8, 2);
    expect(ttft?.analysis.high).toBeLessThan(0.82);
    expect(ttft?.adjustedP).toBeLessThan(0.001);
  });

  test('the 95th percentile needs 200 turns, and its interval 20 clusters', () => {
    const trials = (scenarios: number) =>
      measuredTrials({ scenarios, repeats: 10, uncached: () => 1, ttftMs: (_, s) => 100 + s });
    const of = (scenarios: number) =>
      describeTail(
        trials(scenarios).filter((t) => t.arm === 'on'),
        's',
      );
    expect(of(9)).toBeNull();
    expect(of(10)).toMatchObject({ turns: 200, interval: null });
    const full = of(20);
    expect(full?.interval?.low).toBeLessThan(full?.p95Ms ?? 0);
  });
});
