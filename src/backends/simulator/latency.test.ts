import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../lib/seeded-random.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../../profiles/simulator-parameters.ts';
import { modelLatency } from './latency.ts';

function prefillMs(
  input: number,
  cached: number,
  parameters: Partial<SimulatorParameters> = {},
  seed = 'a',
): number {
  const all = { ...defaultSimulatorParameters, ...parameters };
  return modelLatency(input, cached, all, createSeededRandom(seed)).prefillMs;
}

describe('prefill', () => {
  // OpenAI Prompt Caching 201: how much sooner the first token comes when all is cached. Fitted.
  test.each([
    [1024, 0.07],
    [150_000, 0.67],
  ])('a cached prompt of %i tokens saves about %f', (tokens, saved) => {
    expect(1 - prefillMs(tokens, tokens) / prefillMs(tokens, 0)).toBeCloseTo(saved, 2);
  });

  test('without noise the seed does not matter, with noise it does', () => {
    expect(prefillMs(1000, 0, {}, 'a')).toBe(prefillMs(1000, 0, {}, 'b'));
    expect(prefillMs(1000, 0, { noise: 0.2 }, 'a')).toBe(prefillMs(1000, 0, { noise: 0.2 }, 'a'));
    expect(prefillMs(1000, 0, { noise: 0.2 }, 'a')).not.toBe(
      prefillMs(1000, 0, { noise: 0.2 }, 'b'),
    );
  });
});
