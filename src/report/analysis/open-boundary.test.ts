import { expect, test } from 'vitest';
import type { RunDefinition } from '../../domain/run.ts';
import { definition, trials } from '../run.test-support.ts';
import { describeArms } from '../text/finding.ts';
import { viewRun } from '../view.ts';
import { openBoundary } from './open-boundary.ts';

const rule = (value: string) => ({
  ...{ name: 'turn_boundary', value, source: 'open', confidence: 'assumed' },
});
const left: RunDefinition = {
  ...definition,
  parameters: [...definition.parameters, rule('profile')],
};
const open = trials.map((trial) => ({
  ...trial,
  turns: trial.turns.map((turn) => ({
    ...turn,
    reasoning: { ...turn.reasoning, ...(turn.seq === 1 && { boundaryTokens: 1200 }) },
  })),
}));

test('scenarios in which it counts are named, each with the tokens of one trial', () => {
  expect(openBoundary(left, 'on', open)).toEqual({ scenarios: ['a'], tokens: 1200 });
  const more = [...open, ...open.map((trial) => ({ ...trial, scenario: 'b' })), ...trials];
  expect(openBoundary(left, 'on', more)).toEqual({ scenarios: ['a', 'b'], tokens: 2400 });
  expect(openBoundary(left, 'on', trials)).toBeNull();
});

test('a chosen value, a sweep, and a run without the parameter leave nothing open', () => {
  const chosen = { ...left, parameters: [rule('final_answer')] };
  expect(openBoundary(chosen, 'on', open)).toBeNull();
  const variants = [{ name: 'swept', parameters: { turn_boundary: 'user_message' } }];
  expect(openBoundary({ ...left, variants }, 'on', open)).toBeNull();
  expect(openBoundary(definition, 'on', open)).toBeNull();
});

test('the report says it, with the command that plays both', () => {
  const said = describeArms(viewRun(left, open)).flatMap(({ details }) => details);
  expect(said).toContainEqual(
    [
      'Not known: whether a user message behind a tool result begins a user turn.',
      'In a it decides over 1,200 input tokens of replayed reasoning;',
      '`--sweep turn_boundary=user_message,final_answer` plays both.',
    ].join(' '),
  );
  const quiet = describeArms(viewRun(left, trials)).flatMap(({ details }) => details);
  expect(quiet.join()).not.toContain('Not known');
});
