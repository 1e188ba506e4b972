import { expect, test } from 'vitest';
import { loadScenario } from './load.ts';
import { renderScenario } from './render-scenario.ts';

test('a rendered scenario reads back to the same scenario', () => {
  const scenario = loadScenario(
    `name: all-fields
description: everything that a scenario can hold
situation: hand-written for this test
model: gpt-5.5
system: [one, { words: 3 }]
tools:
  - { name: Bash, description: Runs., input_schema: { type: object }, defer_loading: true }
request: { max_tokens: 1000, output_config: { effort: high } }
population: sessions of one team
repository: { README.md: hello, src/a.js: { words: 3 } }
default_result: nothing
on_divergence: stop
turns:
  - messages:
      - { role: user, content: [{ type: text, text: "a: 'b'\\n\\ttrailing  \\n" }] }
      - { role: system, content: environment }
    think_time_ms: 5
    max_steps: 9
    steps:
      - reasoning_tokens: 12
        summary: [thinking]
        text: Looking.
        may_be_redone: true
        tool_time_ms: 7
        calls:
          - { name: Bash, arguments: '{ "b": 1, "a": 2}', result: [{ type: text, text: x }] }
          - { name: Bash, input: { b: 1 }, result: "0123", is_error: true }
        result_order: [1, 0]
        after: [{ role: user, content: reminder }]
      - text: "yes"
`,
    'a.yaml',
  );
  expect(loadScenario(renderScenario(scenario), 'b.yaml')).toEqual(scenario);
});
