import { describe, expect, test } from 'vitest';
import { HarnessError } from '../lib/harness-error.ts';
import { loadScenario } from './load.ts';

const good = `name: small
description: two steps
situation: hand-written for this test
system:
  - You help.
tools:
  - name: Bash
    description: { words: 5 }
turns:
  - user: List the files.
    steps:
      - reasoning_tokens: 64
        calls:
          - name: Bash
            arguments: '{"command": "ls"}'
            result: { words: 10 }
      - text: Done.
`;

function messageOf(text: string): string {
  try {
    loadScenario(text, 'x.yaml');
  } catch (error) {
    if (error instanceof HarnessError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('a good scenario', () => {
  const scenario = loadScenario(good, 'x.yaml');

  test('keeps the arguments exactly as generated', () => {
    expect(scenario.turns[0]?.steps[0]?.calls[0]?.arguments).toBe('{"command": "ls"}');
  });

  test('has its fillers written out', () => {
    expect(scenario.tools[0]?.description?.split(' ')).toHaveLength(5);
    expect(scenario.turns[0]?.steps[0]?.calls[0]?.result).toMatch(/^(\w+ ){9}\w+$/);
  });

  test('gets call ids that are the same every time', () => {
    expect(loadScenario(good, 'y.yaml')).toEqual(scenario);
  });
});

describe('a malformed scenario is refused with file, line, column, path and expectation', () => {
  const cases: readonly (readonly [what: string, from: string, to: string, message: string])[] = [
    ['broken YAML', 'turns:', 'turns: [', 'x.yaml:10:11: Nested mappings are not allowed'],
    [
      'a misspelt key',
      'reasoning_tokens: 64',
      'reasoning_token: 64',
      'x.yaml:12:9: turns[0].steps[0].reasoning_token: unknown key `reasoning_token`; did you mean `reasoning_tokens`?',
    ],
    [
      'a wrong type',
      'reasoning_tokens: 64',
      'reasoning_tokens: many',
      'x.yaml:12:9: turns[0].steps[0].reasoning_tokens: expected number, received string',
    ],
    [
      'a bad filler',
      '{ words: 10 }',
      '{ words: -1 }',
      'x.yaml:16:23: turns[0].steps[0].calls[0].result.words: Too small: expected number to be >=1',
    ],
    [
      'a misspelt filler',
      '{ words: 10 }',
      '{ wrods: 10 }',
      'x.yaml:16:23: turns[0].steps[0].calls[0].result.wrods: unknown key `wrods`; did you mean `words`?',
    ],
    [
      'a number where text belongs',
      'user: List the files.',
      'user: 12',
      'x.yaml:10:5: turns[0].user: expected text, `{ words: N }` or a list of content blocks',
    ],
    [
      'an unknown tool',
      '- name: Bash\n            arg',
      '- name: Fish\n            arg',
      'x.yaml:14:13: turns[0].steps[0].calls[0].name: no tool `Fish` in `tools`',
    ],
    [
      'arguments that are not JSON',
      `'{"command": "ls"}'`,
      `'ls'`,
      'x.yaml:15:13: turns[0].steps[0].calls[0].arguments: expected the JSON text of an object',
    ],
    [
      'a turn that ends with a call',
      '      - text: Done.\n',
      '',
      'x.yaml:12:9: turns[0].steps[0]: the last step of a turn has no calls: it is the answer',
    ],
    [
      'an answer that is to be redone',
      '- text: Done.\n',
      '- { text: Done., reasoning_tokens: 1, may_be_redone: true }\n',
      'turns[0].steps[1].may_be_redone: only a step with reasoning and calls',
    ],
    [
      'a benefit that hides in a scenario',
      'name: small\n',
      'name: small\nsimulator: { redone_steps: 0.5 }\n',
      'simulator.redone_steps: a benefit is an assumption of a run',
    ],
    ['a missing field', 'name: small\n', '', 'x.yaml:1:1: name: is missing (string)'],
    [
      'a misspelt required field',
      'description: two steps',
      'descripton: two steps',
      'x.yaml:2:1: unknown key `descripton`; did you mean `description`?',
    ],
    ['a list instead of a scenario', good, '- 1\n', 'x.yaml:1:1: expected object, received array'],
  ];
  test.each(cases)('%s', (_what, from, to, message) => {
    expect(messageOf(good.replace(from, to))).toContain(message);
  });
});
