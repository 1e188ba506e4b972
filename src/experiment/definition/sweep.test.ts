import { expect, test } from 'vitest';
import { presetArms } from '../../domain/preset-arm.ts';
import { planSweep, type SweepAxes, type SweepOptions } from './sweep.ts';

/** Of a model whose profile leaves `cache_outputs` open. */
const plan = (options: Omit<SweepOptions, 'model'>) => planSweep({ model: 'gpt-5', ...options });
const names = (options: Omit<SweepOptions, 'model'>): string[] =>
  plan(options).variants.map(({ name }) => name);
const axes = (values: Record<string, (string | number)[]>): SweepAxes =>
  new Map(Object.entries(values));

test('what the profile of the model leaves open is swept, the first value first', () => {
  expect(names({})).toEqual(['cache_outputs=none', 'cache_outputs=full']);
});

test.each([
  ['gpt-5.5', {}, ['as given']],
  ['gpt-5.4', { profile_date: '2026-04' }, ['as given']],
  ['gpt-5.5', { profile_backend: 'openai' }, ['cache_outputs=none', 'cache_outputs=full']],
] as const)('%s with %j plays %j', (model, fixed, expected) => {
  expect(planSweep({ model, fixed }).variants.map(({ name }) => name)).toEqual(expected);
});

test('where the calls of an arm without session header go is swept, unless it is fixed', () => {
  const arms = presetArms('bare', 'off', 'on');
  const swept = ['routing_without_header=lottery', 'routing_without_header=sticky'];
  const planned = planSweep({ model: 'gpt-5.5', arms });
  expect(planned.variants.map(({ name }) => name)).toEqual(swept);
  expect(planned.sideBySide).toEqual(['routing_without_header']);
  const fixed = { routing_without_header: 'sticky' } as const;
  expect(planSweep({ model: 'gpt-5.5', arms, fixed }).variants).toHaveLength(1);
  const withHeader = arms.filter(({ name }) => name !== 'bare');
  expect(planSweep({ model: 'gpt-5.5', arms: withHeader }).variants).toHaveLength(1);
});

test('what is fixed is not swept', () => {
  expect(names({ fixed: { cache_outputs: 'full', cache_quantum: 128 } })).toEqual(['as given']);
  expect(plan({ fixed: { cache_outputs: 'full' } }).parameters.cache_outputs).toBe('full');
});

test('what a profile settles is not swept, unless asked for', () => {
  const settled = { cache_outputs: 'full', machines: 3 } as const;
  const { variants, parameters } = plan({ settled });
  expect(variants.map(({ name }) => name)).toEqual(['as given']);
  expect(parameters).toMatchObject({ cache_outputs: 'full', machines: 3 });
  const asked = plan({
    fixed: { machines: 4 },
    asked: axes({ cache_outputs: ['none', 'full'] }),
    settled,
  });
  expect(asked.variants).toHaveLength(2);
  expect(asked.parameters).toMatchObject({ cache_outputs: 'none', machines: 4 });
});

test('what is asked for adds an axis', () => {
  const { variants } = plan({
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
  expect(plan({ asked: axes({ machines: [1, 8] }) }).sideBySide).toEqual([
    'cache_outputs',
    'machines',
  ]);
  expect(plan({ fixed: { cache_outputs: 'full' } }).sideBySide).toEqual([]);
});

test('nothing is fixed and swept, and no sweep is endless', () => {
  const both = { fixed: { cache_outputs: 'full' }, asked: axes({ cache_outputs: ['none'] }) };
  expect(() => plan(both as SweepOptions)).toThrow('`cache_outputs` is both fixed and swept');
  const machines = Array.from({ length: 40 }, (_, index) => index + 1);
  expect(() => plan({ asked: axes({ machines }) })).toThrow('80 combinations, more than 64');
});
