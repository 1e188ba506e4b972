import { describe, expect, test } from 'vitest';
import { type PresetArmName, presetArm } from '../domain/preset-arm.ts';
import { loadScenario } from '../scenarios/load.ts';
import { leftToPlay, planRun, shardOf } from './plan.ts';

const scenario = (name: string) =>
  loadScenario(
    `{name: ${name}, description: d, situation: s, turns: [{user: u, steps: [{text: t}]}]}`,
    'x.yaml',
  );
const plan = (arms: readonly PresetArmName[], repeats: number, seed = 's') =>
  planRun({
    run: 'r_1',
    seed,
    scenarios: [scenario('a'), scenario('b')],
    repeats,
    variants: [{ name: 'base', parameters: {} }],
    arms: arms.map((name) => presetArm(name)),
  });

describe('planRun', () => {
  test.each<[arms: PresetArmName[], repeats: number]>([
    [['off', 'on'], 2],
    [['off', 'on', 'native'], 3],
  ])('each arm of %j is first equally often', (arms, repeats) => {
    const first = plan(arms, repeats * 2)
      .filter((_, index) => index % arms.length === 0)
      .map(({ arm }) => arm.name);
    for (const arm of arms) {
      expect(first.filter((name) => name === arm)).toHaveLength(first.length / arms.length);
    }
  });

  test('each arm is first equally often in every scenario, over its repeats', () => {
    const trials = plan(['off', 'on'], 4).filter((_, index) => index % 2 === 0);
    for (const name of ['a', 'b']) {
      const own = trials.filter(({ scenario }) => scenario.name === name);
      expect(own.filter(({ arm }) => arm.name === 'on')).toHaveLength(2);
    }
  });

  test('the arms of a block are next to each other', () => {
    const blocks = plan(['off', 'on'], 2).map(({ block }) => block);
    expect(blocks.filter((block, index) => index % 2 === 1 && block === blocks[index - 1])).toEqual(
      blocks.filter((_, index) => index % 2 === 1),
    );
  });

  test('the same seed gives the same plan, and no id occurs twice', () => {
    expect(plan(['off', 'on'], 3)).toEqual(plan(['off', 'on'], 3));
    const ids = plan(['off', 'on'], 3).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('parts hold whole blocks, and every trial once', () => {
  const whole = plan(['off', 'on'], 4);
  const parts = [1, 2, 3].map((index) => shardOf(whole, { index, count: 3 }));
  expect(parts.map(({ length }) => length)).toEqual([6, 6, 4]);
  expect(parts.flat().sort((a, b) => a.position - b.position)).toEqual(whole);
  for (const part of parts) {
    const blocks = new Set(part.map(({ block }) => block));
    expect(whole.filter(({ block }) => blocks.has(block))).toEqual(part);
  }
});

test('a void trial is played again as another attempt; everything else that is saved is not', () => {
  const whole = plan(['off', 'on'], 1);
  const [first, second, third] = whole;
  if (first === undefined || second === undefined || third === undefined) throw new TypeError();
  const saved = [
    { id: first.id, outcome: 'stopped' as const },
    { id: second.id, outcome: 'void:no-connection' as const },
  ];
  const left = leftToPlay('r_1', whole, saved);
  // Positions are unique in a run.
  expect(left.map(({ position }) => position)).toEqual([1e9 + 1, 2, 3]);
  const again = left[0];
  if (again === undefined) throw new TypeError();
  expect(again.id).not.toBe(second.id);
  expect(left[1]?.id).toBe(third.id);
  const done = [...saved, { id: again.id, outcome: 'complete' as const }];
  expect(leftToPlay('r_1', whole, done).map(({ position }) => position)).toEqual([2, 3]);
});
