import { expect, test } from 'vitest';
import { withDrawnReasoning } from './draw-reasoning.ts';
import { loadScenario } from './load.ts';
import { stepsInOrder } from './scenario.ts';

const steps = Array.from(
  { length: 200 },
  () =>
    '      - { reasoning_tokens: 7, summary: [why], calls: [{ name: a, input: {}, result: ok }] }',
);
const file = (reasoning: string): string => `name: long
description: many calls
situation: hand-written for this test
${reasoning}
tools: [{ name: a }]
turns:
  - user: Go.
    steps:
${steps.join('\n')}
      - { reasoning_tokens: 7, text: Done. }
`;
const measured = loadScenario(file('reasoning: measured'), 'long.yaml');
const drawn = (seed: string, tokens = [0, 10, 20, 1000]): number[] =>
  stepsInOrder(withDrawnReasoning(measured, tokens, seed).turns).map((one) => one.reasoningTokens);

test('each call draws one of the numbers, and all of them come up', () => {
  expect(new Set(drawn('1'))).toEqual(new Set([0, 10, 20, 1000]));
});

test('the same seed draws the same, another seed other numbers', () => {
  expect(drawn('1')).toEqual(drawn('1'));
  expect(drawn('1')).not.toEqual(drawn('2'));
});

test('a call that did not reason has no summary', () => {
  const [step] = withDrawnReasoning(measured, [0], '1').turns[0]?.steps ?? [];
  expect(step).toMatchObject({ reasoningTokens: 0, summary: [] });
});

test('a scenario that says itself how much is reasoned stays as it is', () => {
  const asWritten = loadScenario(file(''), 'long.yaml');
  expect(withDrawnReasoning(asWritten, [0], '1')).toBe(asWritten);
});

test('subagents draw too', () => {
  const agent =
    '{ system: [s], turns: [{ user: u, steps: [{ reasoning_tokens: 7, text: done }] }] }';
  const text = file('reasoning: measured').replace('result: ok', `result: ok, subagent: ${agent}`);
  const all = stepsInOrder(withDrawnReasoning(loadScenario(text, 'long.yaml'), [3], '1').turns).map(
    ({ reasoningTokens }) => reasoningTokens,
  );
  expect(all).toHaveLength(202);
  expect(new Set(all)).toEqual(new Set([3]));
});
