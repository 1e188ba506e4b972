// A session whose client compacted in the middle of its tools, in the shape in which Claude Code
// 2.1 sends it: the summary, and part of the history. Every arm plays it to the end.
import { expect, test } from 'vitest';
import { presetArms } from '../src/domain/preset-arm.ts';
import { playScenario } from '../src/experiment/play-scenario.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import type { ResponsesRequest } from '../src/wire/responses/request.ts';

const scenario = loadScenario(
  `name: rewritten
description: a compaction that keeps the last call
situation: hand-written for this test
tools: [{ name: Bash, description: Runs. }]
turns:
  - user: Go.
    interrupted: true
    steps:
      - { reasoning_tokens: 40, calls: [{ id: call_a, name: Bash, input: {}, result: one }] }
      - { reasoning_tokens: 40, calls: [{ id: call_b, name: Bash, input: {}, result: two }] }
  - rewind_to: 0
    messages:
      - { role: user, content: "The work so far: one." }
      - role: assistant
        content:
          - { type: text, text: Looking. }
          - { type: tool_use, id: call_b, name: Bash, input: { command: ls } }
      - role: user
        content:
          - { type: tool_result, tool_use_id: call_b, content: two, is_error: true }
          - { type: text, text: Go on. }
    steps:
      - { reasoning_tokens: 40, text: Done. }
`,
  'rewritten.yaml',
);

test('every arm plays it, and `native` sends what the kept history holds', async () => {
  const trials = await playScenario(scenario, {
    arms: presetArms('bare', 'off', 'on', 'native'),
    seed: 'rewritten',
  });
  for (const { outcome, turns } of Object.values(trials)) {
    expect(outcome).toBe('complete');
    expect(turns.map(({ status }) => status)).toEqual([200, 200, 200]);
  }
  const body = trials['native']?.turns.at(-1)?.exchange.body;
  const { input } = JSON.parse(new TextDecoder().decode(body)) as ResponsesRequest;
  expect(input).toEqual([
    {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'The work so far: one.' }],
    },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Looking.' }] },
    { type: 'function_call', call_id: 'call_b', name: 'Bash', arguments: '{"command":"ls"}' },
    { type: 'function_call_output', call_id: 'call_b', output: '[tool call failed]\ntwo' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Go on.' }] },
  ]);
});
