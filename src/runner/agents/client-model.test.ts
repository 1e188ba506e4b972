import { expect, test } from 'vitest';
import { loadScenario } from '../../scenarios/load.ts';
import { createScenarioAgent } from '../scenario-agent.ts';
import { createClientModel } from './client-model.ts';

const scenario = loadScenario(
  `name: client
description: d
situation: s
tools: [{ name: Bash }]
turns:
  - user: Go.
    steps:
      - { calls: [{ name: Bash, input: { command: "echo 'a'" }, result: a }] }
      - { text: Done. }
`,
  'client.yaml',
);
const create = () => {
  const model = createClientModel(createScenarioAgent(scenario));
  model.beginTurn(2);
  return model;
};
const offering = (...tools: object[]) => ({ tools });
const fn = (name: string) => ({ type: 'function', name });

test.each([
  ['Bash', fn('Bash'), 'function', '{"command":"echo \'a\'"}'],
  ['exec_command', fn('exec_command'), 'function', '{"cmd":"echo \'a\'"}'],
  ['shell_command', fn('shell_command'), 'function', '{"command":"echo \'a\'"}'],
  ['shell', fn('shell'), 'function', '{"command":["bash","-lc","echo \'a\'"]}'],
  [
    'exec',
    { type: 'custom', name: 'exec' },
    'custom',
    'const out = await tools.exec_command({ cmd: "echo \'a\'" });\ntext(out.output);\n',
  ],
])('a command is spelt in the tool that the client offers: %s', (name, tool, kind, text) => {
  const [call] = create().nextStep(offering(tool), 'remembers').calls;
  expect(call).toMatchObject({ name, kind, arguments: text });
});

test('what a client asks beside its conversation takes no step', () => {
  const model = create();
  // A title: no tools.
  expect(model.nextStep({ tools: [] }, 'remembers')).toMatchObject({ text: 'ok', calls: [] });
  expect(model.answered()).toBe(false);
  for (let step = 0; step < 2; step++) {
    model.nextStep(offering(fn('Bash')), 'remembers');
    expect(model.answered()).toBe(true);
  }
  expect(model.isTurnOver()).toBe(true);
  // A suggestion after the last answer, with all tools.
  expect(model.nextStep(offering(fn('Bash')), 'remembers')).toMatchObject({ text: 'ok' });
});

test('an answer that broke off is given again', () => {
  const model = create();
  const first = model.nextStep(offering(fn('Bash')), 'remembers');
  expect(model.nextStep(offering(fn('Bash')), 'remembers')).toEqual(first);
  expect(model.isTurnOver()).toBe(false);
});
