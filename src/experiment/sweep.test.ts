import { expect, test } from 'vitest';
import { planSweep } from './sweep.ts';

const names = (sim: string[], sweep: string[] = []): string[] =>
  planSweep(sim, sweep).variants.map(({ name }) => name);

test('both unsourced cache parameters are swept, the defaults first', () => {
  expect(names([])).toEqual([
    'cache_outputs=none cache_quantum=128',
    'cache_outputs=none cache_quantum=1024',
    'cache_outputs=full cache_quantum=128',
    'cache_outputs=full cache_quantum=1024',
  ]);
});

test('what --sim fixes is not swept', () => {
  expect(names(['cache_outputs=full', 'cache_quantum=128'])).toEqual(['as given']);
  expect(planSweep(['cache_outputs=full'], []).parameters.cache_outputs).toBe('full');
});

test('what a profile settles is not swept, unless asked for', () => {
  const profile = { cache_outputs: 'full', machines: 3 } as const;
  const { variants, parameters } = planSweep([], [], profile);
  expect(variants.map(({ name }) => name)).toEqual(['cache_quantum=128', 'cache_quantum=1024']);
  expect(parameters).toMatchObject({ cache_outputs: 'full', machines: 3 });
  const asked = planSweep(['machines=4'], ['cache_outputs=none,full'], profile);
  expect(asked.variants).toHaveLength(4);
  expect(asked.parameters).toMatchObject({ cache_outputs: 'none', machines: 4 });
});

test('--sweep adds an axis, typed', () => {
  const { variants } = planSweep(
    ['cache_quantum=128'],
    ['context_rule=current_turn,all_turns', 'machines=1,8'],
  );
  expect(variants).toHaveLength(8);
  expect(variants[0]?.parameters).toEqual({
    cache_outputs: 'none',
    context_rule: 'current_turn',
    machines: 1,
  });
});

test('what is asked for stands side by side with cache_outputs', () => {
  expect(planSweep([], ['machines=1,8']).sideBySide).toEqual(['cache_outputs', 'machines']);
  expect(planSweep(['cache_outputs=full'], []).sideBySide).toEqual([]);
});

test.each([
  [['cache_output=full'], [], 'unknown simulator parameter `cache_output`'],
  [['cache_outputs=full'], ['cache_outputs=none,full'], '`cache_outputs` is both fixed and swept'],
  [[], ['machines'], '`machines` has no value'],
  [[], ['machines=1,none'], '`none` is not a value of simulator parameter `machines`'],
])('--sim %j --sweep %j is refused', (sim, sweep, message) => {
  expect(() => planSweep(sim, sweep)).toThrow(message);
});
