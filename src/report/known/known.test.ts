import { expect, test } from 'vitest';
import type { Arm, RunDefinition } from '../../domain/run.ts';
import { definition } from '../run.test-support.ts';
import { describeKnown } from './registry.ts';
import { replayCostOf } from './replay-costs.ts';

const [first] = definition.arms;
if (first?.agent !== 'scripted') throw new TypeError('a translator arm');
const arm = (name: string, options: object): Arm => ({
  ...first,
  name,
  options: { ...first.options, ...options },
});
const about = (model: string, ...arms: Arm[]): RunDefinition => ({ ...definition, model, arms });
const replay = [
  arm('off', { reasoning_continuity: false }),
  arm('on', { reasoning_continuity: true }),
];

test('arms that differ in replay begin with its price on real sessions, of the model first', () => {
  const said = describeKnown(about('gpt-5.6-sol', ...replay));
  expect(said[0]).toMatch(
    /`gpt-5\.6-sol` \+\d+\.\d% \(\+\d+\.\d% to \+\d+\.\d%, \d+ sessions.*`gpt-5\.5` \+/,
  );
  expect(said[0]).not.toContain('No figure is known');
  expect(said.join(' ')).toMatch(/It pays if it saves.*Not known:.*one `session-id` header/);
});

test('a model of which nothing is known is named, and others are shown', () => {
  const [cost] = describeKnown(about('gpt-9', ...replay));
  expect(cost).toContain('No figure is known of `gpt-9` itself.');
  expect(cost).toContain('`gpt-5.5` +');
});

test('arms that differ in the header hear of it alone; others hear nothing', () => {
  const header = [arm('a', { session_header: true }), arm('b', { session_header: false })];
  expect(describeKnown(about('gpt-5.5', ...header))).toHaveLength(1);
  const other = [arm('a', { summary: 'none' }), arm('b', { summary: 'auto' })];
  expect(describeKnown(about('gpt-5.5', ...other))).toEqual([]);
});

test('a family is known by its first member, and a model by its newest period', () => {
  expect(replayCostOf('gpt-5.6')?.model).toBe('gpt-5.6-sol');
  expect(replayCostOf('gpt-5.4')?.from).toBe('2026-04');
  expect(replayCostOf('gpt-9')).toBeNull();
});
