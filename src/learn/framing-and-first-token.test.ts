// Framing and the time to the first token are found again where they were put, and open where files
// are silent.
import { describe, expect, test } from 'vitest';
import type { UsageCall } from '../domain/usage-call.ts';
import { createSeededRandom } from '../lib/seeded-random.ts';
import { learnFirstToken } from './first-token.ts';
import { learnFramingTokens } from './framing-tokens.ts';
import { groupSessions, linkCalls } from './link-calls.ts';
import { chatgptTruth, syntheticCalls } from './synthetic-calls.test-support.ts';

const calls = syntheticCalls(chatgptTruth, { seed: 'frame', sessions: 12, callsPerSession: 40 });
const linked = (of: readonly UsageCall[]) => groupSessions(of).flatMap(linkCalls);

describe('framing', () => {
  test.each([0, 9, 14])('of %i tokens a call is found', (framing) => {
    const framed = calls.map((call) => ({
      ...call,
      inputTokens: (call.inputTokens ?? 0) + framing * call.position,
    }));
    expect(learnFramingTokens(linked(framed), 1)).toMatchObject({
      value: framing,
      interval: { low: framing, high: framing },
      confidence: 'high',
    });
  });

  test('is open where new input was not counted, or replay is open', () => {
    const uncounted = calls.map((call) => ({ ...call, newInputTokens: null }));
    expect(learnFramingTokens(linked(uncounted), 1).value).toBeNull();
    expect(learnFramingTokens(linked(calls), null).value).toBeNull();
  });
});

describe('the time to the first token', () => {
  const random = createSeededRandom('first token');
  const timed = calls.map((call) => {
    const { inputTokens, cachedTokens, reasoningTokens } = call;
    const uncached = (inputTokens ?? 0) - (cachedTokens ?? 0);
    const noise = random.next() < 0.1 ? 20_000 : random.next() * 10;
    const read = 0.03 * uncached + 0.01 * (cachedTokens ?? 0);
    return { ...call, ttftMs: 2000 + read + 17 * (reasoningTokens ?? 0) + noise };
  });

  test('is taken apart', () => {
    const { value } = learnFirstToken(timed);
    expect(value?.base_ms).toBeCloseTo(2005, -2);
    expect(value?.us_per_uncached_token).toBeCloseTo(30, 0);
    expect(value?.us_per_cached_token).toBeCloseTo(10, 0);
    expect(value?.ms_per_reasoning_token).toBeCloseTo(17, 0);
  });

  test('is open where files do not say, or too few calls do', () => {
    expect(learnFirstToken(calls)).toMatchObject({ value: null, n: 0 });
    expect(learnFirstToken(timed.slice(0, 20))).toMatchObject({ value: null, n: 20 });
  });
});
