// A session small enough to work out with pencil and paper, played through the real simulator.
//
//   P = 20,000  the prefix (one developer message)
//   U =    100  each of the 4 messages of the user (chosen here)
//   R =    400  reasoning of each of the 8 model calls of a user turn
//   C =    120  the tool call that calls 1 to 7 end with,  O = 900 its output
//   A =    300  the answer that call 8 ends with, after its reasoning
//
// Turn t = 0..3, call k = 1..8. A finished turn leaves 7(C+O) + A = 7,440 tokens, with its
// reasoning
// 8R more = 10,640; the next message of the user adds U.
//
// OFF (no reasoning replayed)      input(t,k) = P + U + 7,540 t + 1,020 (k-1)
//   sum over k                     = 8 (20,100 + 7,540 t) + 28 x 1,020 = 189,360 + 60,320 t
//   total                          = 4 x 189,360 + 6 x 60,320                         = 1,119,360
//   cached: each prompt begins with the one before it, so all but the last are cached once:
//     1,119,360 - input(3,8)       = 1,119,360 - (20,100 + 22,620 + 7,140)            = 1,069,500
//   with cached outputs: R is between the prompt and C in what was generated, and is missing in
//     the next prompt: no part of the output can be reused, so the same count.
//
// ON, all_turns                    input(t,k) = P + U + 10,740 t + 1,420 (k-1)
//   total                          = 4 x (160,800 + 28 x 1,420) + 6 x 8 x 10,740      = 1,317,760
//   cached                         = total - input(3,8) = total - 62,260              = 1,255,500
//   with cached outputs: + R+C after each of 28 calls, + R+A after 3 answers
//                                  = + 28 x 520 + 3 x 700                             = 1,272,160
//
// ON, current_turn                 input(t,k) = P + U + 7,540 t + 1,420 (k-1)
//   total                          = 4 x (160,800 + 39,760) + 6 x 60,320              = 1,164,160
//   cached, k > 1: the prompt before = 7 (20,100 + 7,540 t) + 21 x 1,420
//     summed over t                = 4 x 170,520 + 6 x 52,780                         =   998,760
//   cached, k = 1, t > 0: the turn before loses its reasoning, so the prefix ends where that turn's
//     first reasoning stood        = input(t-1,1) = 3 x 20,100 + 3 x 7,540            =    82,920
//   together                                                                            1,081,680
//   with cached outputs: + R+C after 28 calls; nothing at the turn boundary          = 1,096,240
//
// With a quantum of 128 or 1,024 each call's cached count is rounded down to a multiple of it.
import { describe, expect, test } from 'vitest';
import type { ModelStep } from '../../domain/model-step.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { createScriptedAgent, createTestSimulator, send, words } from './simulator.test-support.ts';

const prefix = 20_000;
const user = 100;
const reasoning = 400;
const call = 120;
const output = 900;
const answer = 300;
const turns = 4;
const callsPerTurn = 8;

function planStep(index: number): ModelStep {
  const isAnswer = index % callsPerTurn === callsPerTurn - 1;
  return {
    reasoningTokens: reasoning,
    summary: [],
    text: isAnswer ? words(`answer${index}-`, answer) : '',
    calls: isAnswer
      ? []
      : [
          {
            kind: 'function',
            callId: `call_${index}`,
            name: 'tool',
            arguments: words(`argument${index}-`, call - 1),
          },
        ],
  };
}

interface Counts {
  input: number;
  cached: number;
  uncached: number;
}

async function play(
  arm: 'off' | 'on',
  parameters: Partial<SimulatorParameters>,
): Promise<{ counts: Counts; cachedPerCall: number[] }> {
  const steps = Array.from({ length: turns * callsPerTurn }, (_, index) => planStep(index));
  const backend = createTestSimulator(createScriptedAgent(steps), parameters);
  const input: object[] = [
    { type: 'message', role: 'developer', content: words('prefix', prefix) },
  ];
  const counts: Counts = { input: 0, cached: 0, uncached: 0 };
  const cachedPerCall: number[] = [];
  for (const index of steps.keys()) {
    if (index % callsPerTurn === 0) {
      input.push({ type: 'message', role: 'user', content: words(`user${index}-`, user) });
    }
    const body = { input, include: ['reasoning.encrypted_content'] };
    const { status, items, response } = await send(backend, body);
    expect(status).toBe(200);
    const cached = response?.usage?.input_tokens_details.cached_tokens ?? Number.NaN;
    counts.input += response?.usage?.input_tokens ?? Number.NaN;
    counts.cached += cached;
    cachedPerCall.push(cached);
    input.push(...items.filter(({ type }) => arm === 'on' || type !== 'reasoning').map(withoutId));
    if (items.some(({ type }) => type === 'function_call')) {
      const text = words(`output${index}-`, output);
      input.push({ type: 'function_call_output', call_id: `call_${index}`, output: text });
    }
  }
  counts.uncached = counts.input - counts.cached;
  return { counts, cachedPerCall };
}

function withoutId(item: object): object {
  return { ...item, id: undefined };
}

type Case = [
  arm: 'off' | 'on',
  rule: 'current_turn' | 'all_turns',
  outputs: 'none' | 'full',
  counts: Counts,
  /** With a quantum of 128. */
  rounded: Counts,
];
const off = { input: 1_119_360, cached: 1_069_500, uncached: 49_860 };
const offRounded = { input: 1_119_360, cached: 1_066_624, uncached: 52_736 };
const cases: Case[] = [
  ['off', 'current_turn', 'none', off, offRounded],
  ['off', 'current_turn', 'full', off, offRounded],
  ['off', 'all_turns', 'none', off, offRounded],
  ['off', 'all_turns', 'full', off, offRounded],
  [
    ...(['on', 'current_turn', 'none'] as const),
    { input: 1_164_160, cached: 1_081_680, uncached: 82_480 },
    { input: 1_164_160, cached: 1_080_064, uncached: 84_096 },
  ],
  [
    ...(['on', 'current_turn', 'full'] as const),
    { input: 1_164_160, cached: 1_096_240, uncached: 67_920 },
    { input: 1_164_160, cached: 1_094_784, uncached: 69_376 },
  ],
  [
    ...(['on', 'all_turns', 'none'] as const),
    { input: 1_317_760, cached: 1_255_500, uncached: 62_260 },
    { input: 1_317_760, cached: 1_253_888, uncached: 63_872 },
  ],
  [
    ...(['on', 'all_turns', 'full'] as const),
    { input: 1_317_760, cached: 1_272_160, uncached: 45_600 },
    { input: 1_317_760, cached: 1_270_784, uncached: 46_976 },
  ],
];

describe('the paper example', () => {
  test.each(cases)('%s, %s, cached outputs %s: counts as worked out by hand', async (...row) => {
    const [arm, context_rule, cache_outputs, counts, rounded] = row;
    const exact = await play(arm, { context_rule, cache_outputs, cache_quantum: 1 });
    expect(exact.counts).toEqual(counts);
    const blocks = await play(arm, { context_rule, cache_outputs, cache_quantum: 128 });
    expect(blocks.counts).toEqual(rounded);
    const coarse = await play(arm, { context_rule, cache_outputs, cache_quantum: 1024 });
    const roundedTo = (quantum: number): number[] =>
      exact.cachedPerCall.map((cached) => Math.floor(cached / quantum) * quantum);
    expect(blocks.cachedPerCall).toEqual(roundedTo(128));
    expect(coarse.cachedPerCall).toEqual(roundedTo(1024));
    expect(coarse.counts.input).toBe(counts.input);
  });
});
