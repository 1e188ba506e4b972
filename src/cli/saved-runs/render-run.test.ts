import { expect, test } from 'vitest';
import { evaluateGates } from '../../report/gates/evaluate-gates.ts';
import { parseGate } from '../../report/gates/gate.ts';
import { measuredDefinition, measuredTrials } from '../../report/measured/measured.test-support.ts';
import { definition, trials } from '../../report/run.test-support.ts';
import { viewRun } from '../../report/view.ts';
import { renderRun } from './render-run.ts';

const simulated = viewRun(definition, trials);
const measured = viewRun(
  measuredDefinition(10, 2),
  measuredTrials({
    ...{ scenarios: 10, repeats: 2 },
    uncached: (arm, scenario) => 10_000 + (arm === 'on' ? -2_000 - 10 * scenario : 0),
  }),
);

const widest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));

test.each([
  ['simulated', simulated],
  ['measured', measured],
])('a %s run begins with the answer, and fits 80 and 60 columns', (_, view) => {
  for (const columns of [80, 60]) {
    const text = renderRun(view, [], columns);
    expect(text).toMatch(
      /^WHAT TO DO\. [\s\S]*\nWHAT IT IS WORTH\. [\s\S]*\nWHAT WOULD CHANGE IT\. /,
    );
    expect(widest(text)).toBeLessThanOrEqual(columns);
  }
});

test('gates that did not pass, stopped runs and invalid arms stand before the answer', () => {
  const gates = evaluateGates([parseGate('input_tokens > +2%', ['off', 'on'])], simulated);
  expect(renderRun(simulated, gates)).toMatch(/^Gate failed: input_tokens > \+2% \(on\)/);
  const part = viewRun(definition, trials.slice(0, 3));
  expect(renderRun(part)).toMatch(/^Stopped: 3 of 4 trials were played\./);
  const stopped = trials.map((trial) => ({ ...trial, outcome: 'stopped' as const }));
  expect(renderRun(viewRun(definition, stopped))).toMatch(/^Invalid: /);
});
