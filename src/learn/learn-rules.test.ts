// The rules of made-up backends are found again from their counters, and nothing is said of too
// few.
import { describe, expect, test } from 'vitest';
import { learnRules } from './learn-rules.ts';
import {
  type BackendTruth,
  chatgptTruth,
  type SyntheticPlan,
  syntheticCalls,
} from './synthetic-calls.test-support.ts';

const plan: SyntheticPlan = { seed: 'plain', sessions: 40, callsPerSession: 40 };

function learn(truth: BackendTruth, own: Partial<SyntheticPlan> = {}) {
  const [model] = learnRules(syntheticCalls(truth, { ...plan, ...own }));
  const rules = model?.periods[0]?.rules;
  if (model === undefined || rules === undefined) throw new TypeError('nothing was learned');
  return { model, rules };
}

const truths: Readonly<Record<string, Partial<BackendTruth>>> = {
  'the ChatGPT backend with gpt-5.5': {},
  'all turns kept, steps of 1,024': { contextRule: 'all_turns', step: 1024, hidden: 148 },
  'outputs cached, steps of 128': { outputs: 'full', step: 128, hidden: 60 },
  'outputs cached, all turns kept, steps of 512': {
    outputs: 'full',
    contextRule: 'all_turns',
    hidden: 300,
  },
  'no hidden prefix, many misses': { hidden: 0, step: 256, missRate: 0.25 },
  'counts to the token': { step: 1, hidden: 0, quantum: 1 },
  'half an hour of lifetime': { lifetimeSeconds: 1800 },
};

describe.each(Object.entries(truths))('%s', (name, changed) => {
  const truth = { ...chatgptTruth, ...changed };
  const { model, rules } = learn(truth, { seed: name });

  test('one period', () => {
    expect(model.periods).toHaveLength(1);
  });

  test('replayed reasoning counts as generated', () => {
    const { value, interval } = rules.replayed_reasoning_counts;
    expect(value).toBeCloseTo(1, 2);
    expect(interval?.low).toBeLessThanOrEqual(1.001);
    expect(interval?.high).toBeGreaterThanOrEqual(0.999);
  });

  test('what a user turn drops', () => {
    expect(rules.context_rule.value).toBe(truth.contextRule);
  });

  test('whether outputs are cached', () => {
    expect(rules.cache_outputs.value).toBe(truth.outputs);
  });

  test('the step, and the hidden prefix as far as counts show it', () => {
    expect(rules.cache_step.value).toBe(truth.step);
    const { value, interval } = rules.hidden_prefix_tokens;
    expect(Math.abs((value ?? Number.NaN) - truth.hidden)).toBeLessThanOrEqual(8);
    expect(interval?.low).toBeLessThanOrEqual(truth.hidden + 8);
    expect(rules.cache_step.exact_share).toBeGreaterThan(1 - truth.missRate - 0.03);
  });

  test('the lifetime', () => {
    const seconds = (rules.idle_lifetime_ms.value ?? Number.NaN) / 1000;
    expect(seconds).toBeGreaterThan(truth.lifetimeSeconds * 0.85);
    expect(seconds).toBeLessThan(truth.lifetimeSeconds * 1.15);
  });

  test('the rate of misses', () => {
    const { value, interval } = rules.miss_rate;
    expect(Math.abs((value ?? Number.NaN) - truth.missRate)).toBeLessThan(0.04);
    expect(interval?.low).toBeLessThan(truth.missRate + 0.01);
  });
});

test.each([5 / 6, 0.7, 1])('images of which the cache counts %f', (imageShare) => {
  const { rules } = learn({ ...chatgptTruth, imageShare }, { seed: 'images' });
  const { value } = rules.image_cached_share;
  // A share of 1 is not told apart from no rule, so it stays open.
  if (imageShare === 1) expect(value).toBeNull();
  else expect(Math.abs((value ?? Number.NaN) - imageShare)).toBeLessThan(0.01);
  expect(rules.cache_step.value).toBe(chatgptTruth.step);
  expect(rules.cache_step.exact_share).toBeGreaterThan(0.9);
});

test('reasoning that is not replayed has the coefficient 0', () => {
  const { rules } = learn({ ...chatgptTruth, replayed: 0 });
  expect(rules.replayed_reasoning_counts.value).toBeCloseTo(0, 2);
});

test('a rule that changes between months begins a period', () => {
  const months: readonly (readonly [string, Partial<BackendTruth>])[] = [
    ['2026-03', { outputs: 'full', step: 128, hidden: 0 }],
    ['2026-04', { outputs: 'full', step: 128, hidden: 0 }],
    ['2026-06', { outputs: 'none' }],
    ['2026-07', { outputs: 'none', contextRule: 'all_turns', step: 1024, hidden: 148 }],
  ];
  const calls = months.flatMap(([month, truth]) =>
    syntheticCalls({ ...chatgptTruth, ...truth }, { ...plan, seed: month, month, sessions: 25 }),
  );
  const [model] = learnRules(calls);
  const found = model?.periods.map(({ from, to, rules }) => [
    from,
    to,
    rules.cache_outputs.value,
    rules.context_rule.value,
    rules.cache_step.value,
  ]);
  expect(found).toEqual([
    ['2026-03', '2026-04', 'full', 'current_turn', 128],
    ['2026-06', '2026-06', 'none', 'current_turn', 512],
    ['2026-07', '2026-07', 'none', 'all_turns', 1024],
  ]);
});

test('short prompts show the minimum', () => {
  const { rules } = learn(chatgptTruth, { firstPrompt: 300, sessions: 60, callsPerSession: 20 });
  expect(rules.cache_minimum.value).toBe(1024);
});

describe('too little is open', () => {
  test('of twenty calls', () => {
    const { rules } = learn(chatgptTruth, { sessions: 2, callsPerSession: 10 });
    const values = Object.values(rules).map(({ value }) => value);
    expect(values.every((value) => value === null)).toBe(true);
    expect(Object.values(rules).every(({ against }) => against.length > 0)).toBe(true);
  });

  test('of counters that are not reported', () => {
    const calls = syntheticCalls(chatgptTruth, plan).map((call) => ({
      ...call,
      cachedTokens: null,
      reasoningTokens: null,
    }));
    const rules = learnRules(calls)[0]?.periods[0]?.rules;
    expect(rules?.cache_outputs.value).toBeNull();
    expect(rules?.replayed_reasoning_counts.value).toBeNull();
    expect(rules?.reasoning_per_call.value).toBeNull();
  });
});
