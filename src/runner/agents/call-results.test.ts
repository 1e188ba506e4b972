import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { createResultFinder, inCompletionOrder, scriptedResults } from './call-results.ts';
import type { AnsweredCall } from './conversation.ts';

const scenarioOf = (extra = ''): Scenario =>
  loadScenario(
    `name: free
description: d
situation: s
tools: [{ name: Bash }, { name: Read }, { name: Edit }]
${extra}
turns:
  - user: Go.
    steps:
      - calls:
          - { name: Bash, input: {}, result: one }
          - { name: Read, input: {}, result: two }
        result_order: [1, 0]
      - { calls: [{ name: Bash, input: {}, result: three, is_error: true }] }
      - { text: Done. }
`,
    'free.yaml',
  );
const calls = (...names: string[]): AnsweredCall[] =>
  names.map((name, index) => ({ id: `id${index}`, name }));

/** The results of several steps of a free model, in the order in which it gets them. */
function check(steps: readonly AnsweredCall[][], expected: unknown, scenario = scenarioOf()): void {
  const turn = scenario.turns[0];
  if (turn === undefined) throw new TypeError('no turn');
  const { find } = createResultFinder(scenario, turn);
  const given = steps.map((answered, step) => {
    const matched = find(step, answered);
    if (matched === null) return null;
    return inCompletionOrder(turn.steps[step], matched).map(({ result }) => result);
  });
  expect(given).toEqual(expected);
}

describe('a model that runs free', () => {
  test('gets the script, in its order of completion, where it follows it', () => {
    check([calls('Bash', 'Read'), calls('Bash')], [['two', 'one'], ['three']]);
  });

  test('gets a result by tool when it calls in another order, each result once', () => {
    check([calls('Read', 'Bash'), calls('Bash')], [['two', 'one'], ['three']]);
    check([calls('Bash'), calls('Read'), calls('Bash')], [['one'], ['two'], ['three']]);
  });

  test('takes a later result when it calls a tool more often than the script at that step', () => {
    check([calls('Bash', 'Bash')], [['one', 'three']]);
  });

  test('hears the last result of a tool again when all are given', () => {
    check([calls('Read'), calls('Read')], [['two'], ['two']]);
  });

  test('hears the default for a tool that the script never calls, or stops', () => {
    check([calls('Edit')], [['Done. There is no further output.']]);
    check([calls('Edit')], [['nothing']], scenarioOf('default_result: nothing'));
    check([calls('Edit')], [null], scenarioOf('on_divergence: stop'));
  });
});

test('a scripted model gets its calls under the ids that the client knows', () => {
  const step = scenarioOf().turns[0]?.steps[0];
  if (step === undefined) throw new TypeError('no step');
  const results = inCompletionOrder(step, scriptedResults(step, calls('Bash', 'Read')));
  expect(results).toMatchObject([
    { id: 'id1', result: 'two' },
    { id: 'id0', result: 'one' },
  ]);
});
