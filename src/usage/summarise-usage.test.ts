// Sums over calls: right denominators, and nothing made of what is not known.
import { describe, expect, test } from 'vitest';
import type { LoggedCall } from '../domain/logged-call.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import { createUsageCounter, type UsageSummary } from './summarise-usage.ts';

const base: UsageCall = {
  source: 'here',
  session: 's',
  model: 'm',
  effort: null,
  month: '2026-07',
  position: 0,
  beginsUserTurn: true,
  idleSeconds: null,
  inputTokens: 1000,
  cachedTokens: 0,
  cacheWriteTokens: null,
  outputTokens: 10,
  reasoningTokens: null,
  newInputTokens: null,
  encryptedCharacters: null,
  reasoningSinceUserTurn: 0,
  previousPhase: null,
  isCompacted: false,
  hasChangedSettings: false,
  isRegular: true,
};

function summarise(...calls: readonly Partial<UsageCall>[]): UsageSummary {
  const counter = createUsageCounter(({ model }) => (model === 'free' ? null : 1));
  for (const [position, call] of calls.entries()) {
    const logged: LoggedCall = {
      usage: { ...base, position, ...call },
      atMs: null,
      id: null,
      inputs: [],
      outputs: [],
    };
    counter.add(logged, null);
  }
  return counter.summary();
}

describe('shares', () => {
  test('are of all input, cached or not, by who began the call', () => {
    const { all } = summarise(
      { beginsUserTurn: true, cachedTokens: 0 },
      { beginsUserTurn: false, inputTokens: 3000, cachedTokens: 2000 },
    );
    expect(all.cached_share).toBeCloseTo(0.5, 10);
    expect(all.cached_share_user_turns).toBe(0);
    expect(all.cached_share_tool_turns).toBeCloseTo(2 / 3, 10);
  });

  test('leave out calls whose cached count is not known', () => {
    const { all } = summarise({ cachedTokens: 500 }, { cachedTokens: null, inputTokens: 9000 });
    expect(all.cached_share).toBe(0.5);
    expect(all.input_tokens).toBe(10_000);
  });
});

test('reasoning that no call reports is not known', () => {
  expect(summarise({}).all.reasoning_per_call).toBeNull();
  expect(summarise({ reasoningTokens: 0 }).all.reasoning_per_call?.zero_share).toBe(1);
});

test('a call without counters is in no sum, a call without a price in no cost', () => {
  const summary = summarise({ inputTokens: null }, { model: 'free' }, {});
  expect(summary.calls_without_counters).toBe(1);
  expect(summary.all).toMatchObject({ calls: 2, cost_usd: 1, calls_without_price: 1 });
  expect(summarise({ model: 'free' }).all.cost_usd).toBeNull();
});

describe('lost prefix', () => {
  test.each([
    ['compacted', { isCompacted: true }],
    ['settings-changed', { hasChangedSettings: true }],
    ['idle', { idleSeconds: 4000 }],
    ['user-turn', { beginsUserTurn: true, reasoningSinceUserTurn: 40 }],
    ['unexplained', { beginsUserTurn: false }],
  ] as const)('%s', (cause, call) => {
    const { all } = summarise({ inputTokens: 9000 }, { inputTokens: 9500, ...call });
    expect(all.lost_prefix_tokens).toEqual({ [cause]: 9000 });
  });

  test('under a step of counting is rounding, and a whole hit loses nothing', () => {
    const { all } = summarise(
      { inputTokens: 9000 },
      { inputTokens: 9500, cachedTokens: 8500, beginsUserTurn: false },
      { inputTokens: 9600, cachedTokens: 9500, beginsUserTurn: false },
    );
    expect(all.lost_prefix_tokens).toEqual({ rounding: 500 });
  });
});
