import { expect, test } from 'vitest';
import { loadScenario } from './load.ts';
import { scalePauses } from './scale-pauses.ts';

const scenario = loadScenario(
  `name: pauses
description: two turns and an agent
situation: hand-written for this test
tools: [{ name: Agent }]
turns:
  - user: Go.
    think_time_ms: 1000
    steps:
      - calls:
          - name: Agent
            input: {}
            result: Done.
            subagent:
              turns:
                - { user: a, think_time_ms: 500, steps: [{ text: b }] }
      - text: Done.
  - { user: Again., think_time_ms: 3000, steps: [{ text: Done. }] }
`,
  'a.yaml',
);
const pausesOf = (factor: number) => {
  const { turns } = scalePauses(scenario, factor);
  const inner = turns[0]?.steps[0]?.calls[0]?.subagent?.turns[0]?.thinkTimeMs;
  return [...turns.map(({ thinkTimeMs }) => thinkTimeMs), inner];
};

test.each([
  [1, [1000, 3000, 500]],
  [0, [0, 0, 0]],
  [2.5, [2500, 7500, 1250]],
])('a factor of %d', (factor, pauses) => {
  expect(pausesOf(factor)).toEqual(pauses);
});

test('nothing else changes', () => {
  expect(scalePauses(scenario, 1)).toBe(scenario);
  expect(scalePauses(scalePauses(scenario, 2), 0.5)).toEqual(scenario);
});
