import { describe, expect, test } from 'vitest';
import { evaluateGates } from '../gates/evaluate-gates.ts';
import { parseGate } from '../gates/gate.ts';
import { viewRun } from '../view.ts';
import { lookAt } from './looks.ts';
import { measuredDefinition, measuredTrials } from './measured.test-support.ts';

const scenarios = 10;
const definition = measuredDefinition(scenarios, 4);
const four = { ...definition, looks: 4 };
/** Ten per cent fewer tokens, a little different in each scenario. */
const all = measuredTrials({
  ...{ scenarios, repeats: 4 },
  uncached: (arm, scenario) => 10_000 + (arm === 'on' ? -1_000 - 10 * scenario : 0),
});
const upTo = (repeats: number) => all.filter(({ repeat }) => repeat < repeats);
const verdictOf = (given: typeof definition, trials: typeof all) =>
  viewRun(given, trials).measured?.arms[0];

describe('without planned looks', () => {
  test('a stopped run has no verdict, whatever it shows, and no gate decides by it', () => {
    const found = verdictOf(definition, upTo(3));
    expect(found).toMatchObject({ verdict: 'inconclusive', look: null });
    expect(found?.warnings.map(({ type }) => type)).toContain('run-stopped');
    const gates = [parseGate('uncached_input_tokens > +2%', ['off', 'on'])];
    expect(evaluateGates(gates, viewRun(definition, upTo(3)))).toMatchObject([
      { status: 'inconclusive' },
    ]);
  });

  test('a whole run has one, at 95%', () => {
    const found = verdictOf(definition, all);
    expect(found).toMatchObject({ verdict: 'better', look: { number: 1, of: 1 } });
    expect(found?.analyses[0]?.analysis.level).toBeCloseTo(0.95, 9);
  });
});

describe('with planned looks', () => {
  test.each([
    [1, 1, 0.99998],
    [2, 2, 0.99695],
    [3, 3, 0.98168],
    [4, 4, 0.956],
  ])('after %d repeats it is look %d, at its level', (repeats, number, level) => {
    const found = verdictOf(four, upTo(repeats));
    expect(found).toMatchObject({ verdict: 'better', look: { number, repeats } });
    expect(found?.analyses[0]?.analysis.level).toBeCloseTo(level, 4);
  });

  test('what was played since the last look is not looked at', () => {
    const [next] = all.filter(({ repeat }) => repeat === 2);
    if (next === undefined) throw new TypeError('a trial');
    const later = verdictOf(four, [...upTo(2), next]);
    const { warnings: _, ...at } = verdictOf(four, upTo(2)) ?? {};
    expect(at).toHaveProperty('verdict');
    expect(later).toMatchObject(at);
  });

  test('before the first look there is none', () => {
    expect(lookAt(four, upTo(1).slice(1)).look).toBeNull();
  });

  test('a difference that is enough at the end is not enough early', () => {
    // Means of 200 with a standard deviation of 160: p is about 0.003.
    const noisy = measuredTrials({
      ...{ scenarios, repeats: 4 },
      uncached: (arm, scenario) =>
        5_000 + (arm === 'on' ? -200 + (scenario % 2 === 0 ? 160 : -160) : 0),
    });
    const early = noisy.filter(({ repeat }) => repeat < 1);
    expect(verdictOf(four, early)?.verdict).toBe('inconclusive');
    expect(verdictOf(four, noisy)?.verdict).toBe('better');
  });
});
