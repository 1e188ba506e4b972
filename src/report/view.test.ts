// Which trials a view is made of.
import { describe, expect, test } from 'vitest';
import type { Trial } from '../domain/run.ts';
import { renderJson } from './formats/json.ts';
import { renderJunit } from './formats/junit.ts';
import { measuredDefinition, measuredTrials } from './measured/measured.test-support.ts';
import { planSessions } from './plan-sessions.ts';
import { definition, trials, turnOf } from './run.test-support.ts';
import { pairTable } from './tables/measured-tables.ts';
import { viewRun } from './view.ts';

const measured = measuredDefinition(8, 2);
const played = measuredTrials({
  scenarios: 8,
  repeats: 2,
  uncached: (arm, scenario) => 10_000 + (arm === 'on' ? 100 * scenario : 0),
});
/** The first attempt of a trial that was played again: refused, and another model's. */
const voided: Trial = {
  ...(played[0] as Trial),
  id: 't_void',
  outcome: 'void:wrong-model',
  turns: [turnOf(0, [90_000, 0, 9_000, 0, 0], 400)],
};

describe('a void trial', () => {
  const withVoid = viewRun(measured, [voided, ...played]);
  const without = viewRun(measured, played);

  test('counts nowhere', () => {
    const { measured: _, ...shown } = withVoid;
    const { measured: __, ...expected } = without;
    expect(shown).toEqual(expected);
    expect(withVoid.measured?.levels).toEqual(without.measured?.levels);
  });

  test('is not a case of JUnit, no request of a table, no cost of a plan', () => {
    const junit = (view: typeof withVoid) =>
      renderJunit({ view, gates: [], allowInconclusive: false, charts: [], appendix: '' });
    expect(junit(withVoid)).toBe(junit(without));
    const options = { sessions: [8], repeats: 2, sdShare: null, looks: 1 };
    expect(planSessions(withVoid, options)).toEqual(planSessions(without, options));
    expect(withVoid.requests.tables[0]?.rows[0]?.requests[0]).toMatchObject({
      failedWith: null,
      uncached: 10_000,
    });
  });

  test('is told of, with its reason', () => {
    const [found] = withVoid.measured?.arms ?? [];
    expect(found?.warnings).toContainEqual({ type: 'voided', count: 1, played: 33 });
    expect(found?.attrition[1].voided).toEqual({ 'wrong-model': 1 });
  });
});

test('pairs that were played since the last planned look are not shown', () => {
  const [next] = played.filter(({ repeat }) => repeat === 1);
  if (next === undefined) throw new TypeError('a trial');
  const first = played.filter(({ repeat }) => repeat === 0);
  const pairsOf = (given: readonly Trial[]) =>
    viewRun({ ...measured, looks: 2 }, given).measured?.arms.map(pairTable);
  const later = played.filter(({ repeat, scenario }) => repeat === 1 && scenario === 's0');
  expect(later).toHaveLength(2);
  expect(pairsOf([...first, ...later])).toEqual(pairsOf(first));
});

test('the numbers of JSON, of a chart and of a table are those of the view', () => {
  const view = viewRun(definition, trials);
  const on = view.whole.variants[0]?.arms[1];
  expect(on?.totals['uncached_input_tokens']).toBe(2880);
  const { arms } = renderJson(view, null) as { arms: Record<string, { metrics: object }> };
  expect(arms['on']?.metrics).toBe(on?.totals);
});
