import { expect, test } from 'vitest';
import type { Recall } from '../domain/model-step.ts';
import { loadScenario } from '../scenarios/load.ts';
import { createScenarioAgent } from './scenario-agent.ts';

const step = (command: string, more = ''): string =>
  `      - { reasoning_tokens: 9, calls: [{ name: Bash, input: { command: ${command} }, result: x }]${more} }\n`;
const redoable = ', may_be_redone: true, after: [{ role: user, content: reminder }]';
const scenario = loadScenario(
  `name: redone
description: three calls
situation: hand-written for this test
tools: [{ name: Bash, description: Runs. }]
turns:
  - user: Go.
    steps:
${step('a', redoable)}${step('b')}${step('c', redoable)}      - { text: Leaving., abandoned: true }
`,
  'redone.yaml',
);

/** Commands of the steps that are played by a model of this memory; the answer is `-`. */
function play(recall: Recall): string[] {
  const agent = createScenarioAgent(scenario);
  const ids = new Set<string>();
  const played: string[] = [];
  while (played.at(-1) !== '-') {
    const [call] = agent.nextStep({}, recall).calls;
    // A retry is given the same step.
    expect(agent.nextStep({}, recall).calls[0]).toEqual(call);
    const taken = agent.advance();
    expect(taken.calls[0]?.id).toBe(call?.callId);
    if (call !== undefined) {
      expect(ids.has(call.callId)).toBe(false);
      ids.add(call.callId);
    }
    played.push(call === undefined ? '-' : JSON.parse(call.arguments).command);
    played.push(...(taken.after.length > 0 ? ['+'] : []));
  }
  return played;
}

test('a model that remembers plays the script', () => {
  expect(play('remembers')).toEqual(['a', '+', 'b', 'c', '+', '-']);
});

test('a model that forgets redoes a marked step once, but not before an abandoned one', () => {
  expect(play('forgets')).toEqual(['a', '+', 'a', 'b', 'c', '+', '-']);
});
