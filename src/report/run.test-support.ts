// Runs with hand-made numbers for the tests of this room.

import { defaultArmOptions } from '../domain/arm-options.ts';
import type { RunDefinition, Trial, TurnRecord } from '../domain/run.ts';

/** `[input, cached, output, replayed reasoning, new reasoning]` of one request. */
export type TurnNumbers = readonly [number, number, number, number, number];

export function turnOf(seq: number, numbers: TurnNumbers, status = 200): TurnRecord {
  const [input, cached, output, counted, fresh] = numbers;
  return {
    seq,
    userTurn: 0,
    step: seq,
    attempt: 1,
    status,
    usage:
      status === 200
        ? {
            inputTokens: input,
            cachedTokens: cached,
            cacheWriteTokens: null,
            outputTokens: output,
            reasoningTokens: 0,
            raw: {
              input_tokens: input,
              input_tokens_details: { cached_tokens: cached },
              output_tokens: output,
              output_tokens_details: { reasoning_tokens: 0 },
              total_tokens: input + output,
            },
          }
        : null,
    reasoning: { sentTokens: counted, countedTokens: counted, newTokens: fresh },
    ttftMs: status === 200 ? 100 + seq : null,
    firstItemMs: null,
    totalMs: 200,
    error: status === 200 ? null : '400 no',
    losses: seq === 0 ? { max_tokens: 1 } : {},
  };
}

export function trialOf(
  arm: string,
  variant: string,
  turns: readonly TurnNumbers[],
  scenario = 'a',
): Trial {
  return {
    id: `t_${scenario}_${arm}_${variant}`,
    scenario,
    repeat: 0,
    variant,
    arm,
    position: 0,
    outcome: 'complete',
    turns: turns.map((numbers, seq) => turnOf(seq, numbers)),
  };
}

export const definition: RunDefinition = {
  id: 'r_test',
  fingerprint: 'f',
  label: 'simulated',
  backend: 'sim',
  model: 'gpt-5.5',
  seed: '1',
  repeats: 1,
  baseline: 'off',
  arms: [
    { name: 'off', agent: 'scripted', options: defaultArmOptions },
    {
      name: 'on',
      agent: 'scripted',
      options: { ...defaultArmOptions, reasoning_continuity: true },
    },
  ],
  variants: [
    { name: 'cache_outputs=none', parameters: { cache_outputs: 'none' } },
    { name: 'cache_outputs=full', parameters: { cache_outputs: 'full' } },
  ],
  sideBySide: ['cache_outputs'],
  scenarios: [
    {
      name: 'a',
      description: 'd',
      situation: 's',
      sha256: '0',
      userTurns: 1,
      modelCalls: 2,
    },
  ],
  parameters: [
    { name: 'cache_outputs', value: 'none', source: 'no public source', confidence: 'assumed' },
  ],
  profile: [{ name: 'context rule', value: 'current_turn', source: 'x' }],
  price: {
    model: 'gpt-5.5',
    inputUsd: 5,
    cachedInputUsd: 0.5,
    cacheWriteUsd: null,
    outputUsd: 30,
    date: '2026-11-22',
    source: 'list',
  },
  versions: { turntape: '0.1.0' },
  command: 'turntape ab',
  startedAtMs: 0,
};

/**
 * Two requests of 2,000 and 2,500 visible tokens; `on` replays 300 reasoning tokens in the second.
 * Cached: 1,920 in `off`; in `on` 1,920 with `none` and 2,304 with `full`.
 */
export const trials: readonly Trial[] = [
  trialOf('off', 'cache_outputs=none', [
    [2000, 0, 100, 0, 0],
    [2500, 1920, 100, 0, 0],
  ]),
  trialOf('on', 'cache_outputs=none', [
    [2000, 0, 100, 0, 0],
    [2800, 1920, 100, 300, 300],
  ]),
  trialOf('off', 'cache_outputs=full', [
    [2000, 0, 100, 0, 0],
    [2500, 1920, 100, 0, 0],
  ]),
  trialOf('on', 'cache_outputs=full', [
    [2000, 0, 100, 0, 0],
    [2800, 2304, 100, 300, 300],
  ]),
];
