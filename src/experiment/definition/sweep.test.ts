import { expect, test } from 'vitest';
import { planSweep, type SweepAxes, type SweepOptions } from './sweep.ts';

const names = (options: SweepOptions): string[] =>
  planSweep(options).variants.map(({ name }) => name);
const axes = (values: Record<string, (string | number)[]>): SweepAxes =>
  new Map(Object.entries(values));

test('both unsourced cache parameters are swept, the defaults first', () => {
  expect(names({})).toEqual([
    'cache_outputs=none cache_quantum=128',
    'cache_outputs=none cache_quantum=1024',
    'cache_outputs=full cache_quantum=128',
    'cache_outputs=full cache_quantum=1024',
  ]);
});

test('what is fixed is not swept', () => {
  expect(names({ fixed: { cache_outputs: 'full', cache_quantum: 128 } })).toEqual(['as given']);
  expect(planSweep({ fixed: { cache_outputs: 'full' } }).parameters.cache_outputs).toBe('full');
});

test('what a profile settles is not swept, unless asked for', () => {
  const settled = { cache_outputs: 'full', machines: 3 } as const;
  const { variants, parameters } = planSweep({ settled });
  expect(variants.map(({ name }) => name)).toEqual(['cache_quantum=128', 'cache_quantum=1024']);
  expect(parameters).toMatchObject({ cache_outputs: 'full', machines: 3 });
  const asked = planSweep({
    fixed: { machines: 4 },
    asked: axes({ cache_outputs: ['none', 'full'] }),
    settled,
  });
  expect(asked.variants).toHaveLength(4);
  expect(asked.parameters).toMatchObject({ cache_outputs: 'none', machines: 4 });
});

test('what is asked for adds an axis', () => {
  const { variants } = planSweep({
    fixed: { cache_quantum: 128 },
    asked: axes({ context_rule: ['current_turn', 'all_turns'], machines: [1, 8] }),
  });
  expect(variants).toHaveLength(8);
  expect(variants[0]?.parameters).toEqual({
    cache_outputs: 'none',
    context_rule: 'current_turn',
    machines: 1,
  });
});

test('what is asked for is side by side with cache_outputs', () => {
  expect(planSweep({ asked: axes({ machines: [1, 8] }) }).sideBySide).toEqual([
    'cache_outputs',
    'machines',
  ]);
  expect(planSweep({ fixed: { cache_outputs: 'full' } }).sideBySide).toEqual([]);
});

test('nothing is fixed and swept, and no sweep is endless', () => {
  const both = { fixed: { cache_outputs: 'full' }, asked: axes({ cache_outputs: ['none'] }) };
  expect(() => planSweep(both as SweepOptions)).toThrow('`cache_outputs` is both fixed and swept');
  const machines = Array.from({ length: 20 }, (_, index) => index + 1);
  expect(() => planSweep({ asked: axes({ machines }) })).toThrow('80 combinations, more than 64');
});
