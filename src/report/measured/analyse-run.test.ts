import { describe, expect, test } from 'vitest';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';
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
    const uncached: SyntheticOptions['uncached'] = (arm, scenario) =>
      10_000 + (arm === 'on' ? 6_000 * noise(scenario, 0) : 0);
    const found = analyse({ uncached });
    expect(found.verdict).toBe('inconclusive');
    expect(types(found)).toContain('underpowered');
  });

  test.each([
    // $0.01 saved on input, $0.06 spent on output.
    ['worse', 'fewer uncached tokens and a higher bill', -2_000, 1_100],
    // What replay may do: more uncached tokens, and a bill that is a fifth lower.
    ['better', 'more uncached tokens and a lower bill', 450, 0],
  ])('%s: %s', (verdict, _, effect, outputTokens) => {
    const trials = measuredTrials({
      scenarios: 10,
      repeats: 2,
      uncached: (arm, scenario) => 10_000 + (arm === 'on' ? effect - 10 * scenario : 0),
    }).map((trial) => ({
      ...trial,
      turns: trial.turns.map((turn) => ({
        ...turn,
        usage: turn.usage && {
          ...turn.usage,
          outputTokens: trial.arm === 'on' ? outputTokens : 350,
        },
      })),
    }));
    const found = analyseOn(measuredDefinition(10, 2), trials, { noise: null });
    expect(found.verdict).toBe(verdict);
  });

  test('each of several arms needs more than one alone', () => {
    const base = measuredDefinition(10, 2);
    const [off, on] = base.arms;
    if (off === undefined || on === undefined) throw new TypeError('two arms');
    const names = ['on', 'b', 'c', 'd', 'e'];
    // Mean -3% of the cost, spread so that p is about 0.02.
    const trials = measuredTrials({
      scenarios: 10,
      repeats: 2,
      uncached: (arm, scenario) =>
        10_000 + (arm === 'on' ? -400 + (scenario % 2 === 0 ? 440 : -440) : 0),
    });
    const all = trials.flatMap((trial) =>
      trial.arm === 'off'
        ? [trial]
        : names.map((arm) => ({ ...trial, arm, id: `${trial.id}/${arm}` })),
    );
    const alone = analyseOn(base, trials, { noise: null });
    const definition = { ...base, arms: [off, ...names.map((name) => ({ ...on, name }))] };
    const together = analyseRun(definition, all, { noise: null });
    expect(alone.evidence.primary?.p).toBeGreaterThan(0.01);
    expect(alone.verdict).toBe('better');
    expect(together.arms.map(({ verdict }) => verdict)).toEqual(names.map(() => 'inconclusive'));
    expect(together.arms[0]?.warnings.map(({ type }) => type)).toContain('several-arms');
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
    // It is played again before anything is said: until then the analysis is not reached.
    expect(found).toMatchObject({ look: null, verdict: 'inconclusive' });
    expect(types(found)).toEqual(expect.arrayContaining(['voided', 'run-stopped']));
  });

  test('an excluded trial that was played again is neither missing nor lost', () => {
    const effect = { effect: -2_000 };
    const first = analyse(effect);
    const definition = measuredDefinition(10, 2);
    const trials = measuredTrials({
      ...{ scenarios: 10, repeats: 2 },
      uncached: (arm, scenario, repeat) =>
        10_000 + 500 * scenario + (arm === 'on' ? -2_000 + 100 * noise(scenario, repeat) : 0),
    });
    const [one] = trials;
    if (one === undefined) throw new TypeError('a trial');
    const again = [
      { ...one, id: 'x', outcome: 'void:rate-limited' as const, turns: [] },
      ...trials,
    ];
    const found = analyseOn(definition, again, { noise: null });
    expect(found.verdict).toBe(first.verdict);
    expect(found.lost).toMatchObject({ arm: 0, baseline: 0, isSame: true });
  });

  test.each([
    ['the arm', (arm: string, scenario: number) => arm === 'on' && scenario === 0],
    ['the baseline', (arm: string, scenario: number) => arm === 'off' && scenario === 0],
    ['each, in equal number', (arm: string, s: number) => s === (arm === 'on' ? 0 : 1)],
  ])('trials that %s loses alone leave no verdict', (_, isLost) => {
    for (const effect of [-2_000, 2_000, 0]) {
      const found = analyse({
        ...{ effect, scenarios: 30 },
        outcome: (arm, scenario) => (isLost(arm, scenario) ? 'stopped' : 'complete'),
      });
      expect(found.completePairs).toBeGreaterThanOrEqual(54);
      expect(found.verdict).toBe('inconclusive');
      expect(types(found)).toContain('lost-differ');
    }
  });

  test.each([
    [3, 'better'],
    [4, 'inconclusive'],
  ])('%d of 30 scenarios lost in both arms: %s', (lost, verdict) => {
    const found = analyse({
      ...{ effect: -2_000, scenarios: 30 },
      outcome: (_, scenario) => (scenario < lost ? 'stopped' : 'complete'),
    });
    expect(found.verdict).toBe(verdict);
    expect(types(found).includes('too-few-complete')).toBe(verdict === 'inconclusive');
  });

  test('an arm that loses more trials is not better; both views are kept', () => {
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

describe('threats to validity', () => {
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
    const tokens = aa.analyses.find(({ analysis: { metric } }) => metric === uncachedInputTokens);
    const { low = 0, high = 0 } = tokens?.analysis ?? {};
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
