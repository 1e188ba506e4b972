import { describe, expect, test } from 'vitest';
import type { Trial } from '../../domain/run.ts';
import { evaluateGates } from '../gates/evaluate-gates.ts';
import { parseGate } from '../gates/gate.ts';
import { definition, trials } from '../run.test-support.ts';
import { describeInvalid } from '../text/describe-invalid.ts';
import { describeArms } from '../text/finding.ts';
import { viewRun } from '../view.ts';

type Change = (trial: Trial) => Trial;
const changed = (arm: string, change: Change) =>
  viewRun(
    definition,
    trials.map((trial) => (trial.arm === arm ? change(trial) : trial)),
  );
const unreached: Change = (trial) => ({ ...trial, turns: [] });
const stopped: Change = (trial) => ({ ...trial, outcome: 'stopped' });
const emptied: Change = (trial) => ({
  ...trial,
  turns: trial.turns.map((turn) => ({
    ...turn,
    usage: turn.usage && { ...turn.usage, inputTokens: 20, cachedTokens: 0 },
    reasoning: { sentTokens: 0, countedTokens: 0, newTokens: 0 },
  })),
});

describe.each(['off', 'on'])('the arm %s', (arm) => {
  test.each([
    ['without a call', unreached, 'without a call that reached the backend'],
    ['without a finished trial', stopped, 'could not finish any of 2 trials'],
  ] as const)('%s cannot be compared, and no gate passes', (_what, change, problem) => {
    const view = changed(arm, change);
    expect(describeInvalid(view)).toEqual([expect.stringContaining(`\`${arm}\``)]);
    expect(describeInvalid(view)[0]).toContain(problem);
    const gates = ['cost_usd > +2%', 'requests > +2%'].map((text) => parseGate(text, []));
    const judged = evaluateGates(gates, view);
    expect(judged).toHaveLength(2);
    for (const { status } of judged) expect(status).not.toBe('passed');
    const [requests] = evaluateGates([parseGate('requests > +1000%', [])], view);
    if (arm === 'on') expect(requests?.message).toContain('the run is invalid');
    const [finding] = describeArms(view);
    expect(finding?.sentence).not.toMatch(/costs less|fewer/);
  });
});

test('an arm that sends another conversation is not cheaper', () => {
  const view = changed('on', emptied);
  expect(view.invalid).toEqual([{ arm: 'on', problem: expect.stringContaining('less than half') }]);
  // A real model may need half of the calls.
  const live = { ...definition, label: 'measured' as const };
  expect(
    viewRun(
      live,
      trials.map((trial) => (trial.arm === 'on' ? emptied(trial) : trial)),
    ).invalid,
  ).toEqual([]);
});

test('arms that can be compared are not invalid, one lost trial included', () => {
  expect(viewRun(definition, trials).invalid).toEqual([]);
  const [first, ...rest] = trials;
  if (first === undefined) throw new TypeError('a trial');
  expect(viewRun(definition, [{ ...first, outcome: 'stopped' }, ...rest]).invalid).toEqual([]);
});
