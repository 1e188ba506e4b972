import { describe, expect, test } from 'vitest';
import type { ModelStep } from '../../domain/model-step.ts';
import { createDefaultAgent } from './default-agent.ts';

const agent = createDefaultAgent();
const user = { type: 'message', role: 'user', content: 'look around' };
const bash = { type: 'function', name: 'Bash', parameters: { type: 'object' } };
const call = (id: string): object => ({
  type: 'function_call',
  call_id: id,
  name: 'Bash',
  arguments: '{}',
});
const output = (id: string): object => ({ type: 'function_call_output', call_id: id, output: 'x' });
const oneRound = [user, call('a'), output('a')];
const twoRounds = [...oneRound, call('b'), call('c'), output('c'), output('b')];

function calls(request: object): [name: string, argumentsText: string][] {
  const { calls: made }: ModelStep = agent.nextStep({ tools: [bash], input: [user], ...request });
  return made.map((one) => [one.name, one.arguments]);
}

describe('steps of a turn', () => {
  test.each<[string, object[], number]>([
    ['one call after the user', [user], 1],
    ['two parallel calls after one round', oneRound, 2],
    ['an answer after two rounds', twoRounds, 0],
    ['one call again for the next user turn', [...twoRounds, user], 1],
    [
      'a reminder in the user role begins no turn',
      [...twoRounds, { ...user, content: [{ type: 'input_text', text: '<system-reminder>x' }] }],
      0,
    ],
    ['a developer message begins no turn', [...twoRounds, { ...user, role: 'developer' }], 0],
  ])('%s', (_title, input, count) => {
    expect(calls({ input })).toHaveLength(count);
  });

  test('the answer has text and no calls', () => {
    expect(agent.nextStep({ tools: [bash], input: twoRounds }).text).not.toBe('');
  });

  test('call ids differ within and between calls', () => {
    const ids = [[user], oneRound].flatMap((input) =>
      agent.nextStep({ tools: [bash], input }).calls.map(({ callId }) => callId),
    );
    expect(new Set(ids).size).toBe(3);
  });

  test('the same request gives the same step', () => {
    expect(agent.nextStep({ input: oneRound })).toEqual(agent.nextStep({ input: oneRound }));
  });

  test.each<[string, object, number]>([
    ['one call where parallel ones are off', { parallel_tool_calls: false, input: oneRound }, 1],
    ['no call where `tool_choice` is `none`', { tool_choice: 'none' }, 0],
    [
      'a call after two rounds where one is required',
      { tool_choice: 'required', input: twoRounds },
      2,
    ],
    ['none where no tool is offered', { tools: [] }, 0],
  ])('%s', (_title, request, count) => {
    expect(calls(request)).toHaveLength(count);
  });
});

describe('tools and arguments', () => {
  const tool = (name: string, parameters: object = {}): object => ({
    type: 'function',
    name,
    parameters,
  });
  const environment = {
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: '<environment_context>\n<cwd>/repo/x</cwd>' }],
  };

  test.each<[string, object, [string, string]]>([
    [
      'Claude Code',
      { tools: [tool('Read'), bash, tool('Write')] },
      ['Bash', '{"command":"ls","description":"List the files here"}'],
    ],
    [
      'Codex CLI',
      { tools: [tool('exec_command'), tool('write_stdin')] },
      ['exec_command', '{"cmd":"ls"}'],
    ],
    [
      'an older Codex CLI',
      { tools: [tool('shell')] },
      ['shell', '{"command":["bash","-lc","ls"]}'],
    ],
    [
      'reading needs an absolute path, from the prompt',
      { tools: [tool('Read')], input: [environment, user] },
      ['Read', '{"file_path":"/repo/x/README.md"}'],
    ],
    [
      'reading without a path falls to the next tool',
      { tools: [tool('Read'), tool('Glob')] },
      ['Glob', '{"pattern":"*"}'],
    ],
    [
      'an unknown tool gets arguments that fit its schema',
      {
        tools: [
          tool('weather', {
            type: 'object',
            properties: {
              city: { type: 'string' },
              days: { type: 'integer', minimum: 2 },
              unit: { enum: ['C', 'F'] },
              note: { type: 'string' },
            },
            required: ['city', 'days', 'unit'],
          }),
        ],
      },
      ['weather', '{"city":"example","days":2,"unit":"C"}'],
    ],
    ['what writes is called last', { tools: [tool('Edit'), tool('look')] }, ['look', '{}']],
    ['a custom tool', { tools: [{ type: 'custom', name: 'lark' }] }, ['lark', 'turntape']],
    [
      'a tool in a namespace of an additional_tools item',
      {
        tools: undefined,
        input: [
          {
            type: 'additional_tools',
            tools: [{ type: 'namespace', name: 'n', tools: [tool('exec_command')] }],
          },
          user,
        ],
      },
      ['exec_command', '{"cmd":"ls"}'],
    ],
    [
      'the tool that is demanded',
      { tools: [bash, tool('look')], tool_choice: { type: 'function', name: 'look' } },
      ['look', '{}'],
    ],
  ])('%s', (_title, request, expected) => {
    expect(calls(request)[0]).toEqual(expected);
  });

  test('without tools a json_schema is answered with JSON that fits', () => {
    const schema = {
      type: 'object',
      properties: { title: { type: 'string', minLength: 3 } },
      required: ['title'],
    };
    const { text } = agent.nextStep({
      input: [user],
      text: { format: { type: 'json_schema', name: 't', schema } },
    });
    expect(JSON.parse(text)).toEqual({ title: 'example' });
  });

  test.each([null, 5, [], {}, { input: 'x', tools: 3 }, { input: [null, 4, { type: 5 }] }])(
    'any request gets a step: %j',
    (request) => {
      expect(agent.nextStep(request).text).not.toBe('');
    },
  );
});

describe('what it is asked in words', () => {
  const ask = (content: string) =>
    createDefaultAgent().nextStep({
      tools: [{ type: 'function', name: 'Bash', parameters: {} }],
      input: [{ type: 'message', role: 'user', content }],
    });

  test('it counts as far as it is told', () => {
    expect(ask('Think hard. Count from 1 to 5, nothing else.')).toMatchObject({
      text: '1 2 3 4 5',
      calls: [],
    });
  });

  test('it summarises, and calls nothing, when the client compacts its history', () => {
    expect(ask('You write a summary for a CONTEXT CHECKPOINT.').calls).toEqual([]);
  });
});
