import { expect, test } from 'vitest';
import type { TurnRecord } from '../../domain/run.ts';
import { turnOf } from '../run.test-support.ts';
import { metrics } from './registry.ts';

/** Two user turns: a first request, a tool turn, a user turn that lost half, a retry. */
const turns: readonly TurnRecord[] = [
  turnOf(0, [1000, 0, 10, 0, 0]),
  { ...turnOf(1, [2000, 1800, 11, 0, 0]), theoreticalCachedTokens: 2000, lastOutputMs: 201 },
  { ...turnOf(2, [3000, 1000, 21, 0, 0], 400), userTurn: 1, step: 0 },
  { ...turnOf(3, [3000, 1500, 31, 200, 0]), userTurn: 1, step: 0, attempt: 2, firstTextMs: 500 },
];

// Turn 2 was refused and has no usage.
test.each([
  ['cached_ratio', 3300 / 6000],
  ['cached_ratio.steady', 3300 / 5000],
  ['cached_ratio.user_turns', 0.5],
  ['cached_ratio.tool_turns', 0.9],
  ['cached_ratio.worst_turn', 0.5],
  ['cache_efficiency', 0.9],
  ['first_item_ms.p50', null],
  ['first_text_ms.p50', 500],
  // (201 - 101) ms over 10 further tokens
  ['tpot_ms.p50', 10],
  ['turn_ms.p50', 200],
  ['session_ms', 800],
  ['requests', 4],
  ['retries', 1],
  ['recoveries', 1],
  ['reasoning_tokens_sent', 200],
  ['reasoning_tokens', 0],
  ['visible_output_tokens', 52],
  ['cache_write_tokens', 0],
])('%s is %d', (name, expected) => {
  const metric = metrics.find((candidate) => candidate.name === name);
  const value = metric?.compute({ turns, sessions: 1, price: null });
  if (expected === null) expect(value).toBeNull();
  else expect(value).toBeCloseTo(expected, 12);
});

test('more requests than a call takes arguments have a worst one', () => {
  const worst = metrics.find(({ name }) => name === 'cached_ratio.worst_turn');
  const turn = turnOf(1, [2000, 500, 1, 0, 0]);
  const many = Array.from({ length: 200_000 }, () => turn);
  expect(worst?.compute({ turns: many, sessions: 1, price: null })).toBe(0.25);
});
