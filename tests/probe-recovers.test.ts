// The probe sees a backend only from outside. Here each thing that it asks about is set to another
// value in turn, and the probe must find every one of them, and claim nothing that is not so.
import { describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import type { ProfileFile } from '../src/profiles/profile-file.ts';
import { periodParameters } from '../src/profiles/profile-parameters.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../src/profiles/simulator-parameters.ts';
import { createProber } from '../src/runner/probe/prober.ts';
import { runProbe } from '../src/runner/probe/run-probe.ts';

const tokenizer = await loadO200kTokenizer();

/** Where a world says nothing else: plain blocks, and writes that are reported. */
const base: SimulatorParameters = {
  ...defaultSimulatorParameters,
  cache_quantum: 128,
  cache_outputs: 'none',
  cache_writes: 'reported',
};

async function probe(
  world: Partial<SimulatorParameters>,
  options: { requestsMax?: number; idleMinutes?: number[]; seed?: string; model?: string } = {},
): Promise<ProfileFile> {
  let nowMs = Date.UTC(2026, 0, 1);
  const backend = createSimulator({
    tokenizer,
    agent: createDefaultAgent(),
    parameters: { ...base, ...world },
    seed: options.seed ?? 'probe',
    account: 'account',
    nowMs: () => nowMs,
    pace: 'virtual',
  });
  const prober = createProber({
    backend,
    model: options.model ?? 'gpt-5.5',
    nonce: 'nonce',
    requestsMax: options.requestsMax ?? 40,
    wait: async (ms) => {
      nowMs += ms;
    },
    note: () => {},
  });
  return runProbe(
    prober,
    backend,
    options.model ?? 'gpt-5.5',
    options.idleMinutes ?? [],
    '2026-11-22',
  );
}

/** The rules of the only period, by name. */
const rulesOf = ({ models: [model] }: ProfileFile) => model?.periods[0]?.rules ?? {};

function parametersOf({ models: [model] }: ProfileFile): Partial<SimulatorParameters> {
  const [period] = model?.periods ?? [];
  return period === undefined ? {} : periodParameters(period);
}

/** What a world is in the terms in which a profile says it. */
function truthOf(world: Partial<SimulatorParameters>): SimulatorParameters {
  const truth = { ...base, ...world };
  return {
    ...truth,
    // A profile says plain blocks as steps with nothing before the prompt.
    ...{ cache_step: truth.cache_quantum, cache_hidden_prefix: 0 },
    cache_mode: truth.cache_mode === 'profile' ? 'implicit' : truth.cache_mode,
    context_rule: truth.context_rule === 'profile' ? 'current_turn' : truth.context_rule,
    context_requests: truth.context_requests === 'profile' ? 'ignored' : truth.context_requests,
    turn_boundary: truth.turn_boundary === 'profile' ? 'user_message' : truth.turn_boundary,
    history_bound_reasoning:
      truth.history_bound_reasoning === 'profile' ? 'kept' : truth.history_bound_reasoning,
  };
}

type World = [name: string, world: Partial<SimulatorParameters>, found?: object];
const worlds: World[] = [
  ['cached outputs', { cache_outputs: 'full' }],
  ['a quantum of 1,024', { cache_quantum: 1024 }],
  ['a minimum of 2,048', { cache_minimum: 2048 }],
  ['breakpoints', { cache_mode: 'breakpoints' }],
  ['breakpoints without writes', { cache_mode: 'breakpoints', cache_writes: 'zero' }],
  ['reasoning of all turns', { context_rule: 'all_turns' }],
  ['caches apart by include', { include_changes_cache: true }],
  ['keys that route', { routing_without_header: 'sticky' }],
  ['a header that does not route', { session_header_routes: false }],
  [
    'keys that route and a header that does not',
    { session_header_routes: false, routing_without_header: 'sticky' },
  ],
  ['header and key together: the pair routes', { routing_with_both: 'both' }],
  ['header and key together: the key makes a lottery of it', { routing_with_both: 'key' }],
  [
    'header and key together: the key routes',
    { routing_with_both: 'key', routing_without_header: 'sticky' },
  ],
  ['a context that is heard', { context_requests: 'honoured' }],
  [
    'a context that is heard by a model that keeps all',
    { context_requests: 'honoured', context_rule: 'all_turns' },
  ],
  ['a turn that begins behind a final answer only', { turn_boundary: 'final_answer' }],
  [
    'the same, where a request asks for the turn',
    { turn_boundary: 'final_answer', context_rule: 'all_turns', context_requests: 'honoured' },
  ],
  ['reasoning bound to its history', { history_bound_reasoning: 'dropped' }],
  ['misplaced reasoning refused', { rules_on: 'reasoning-misplaced-without-id' }],
  ['trailing reasoning refused', { rules_on: 'reasoning-trailing-without-id' }],
  ['duplicated reasoning refused', { rules_on: 'reasoning-duplicated-without-id' }],
  ['ids refused', { rules_on: 'item-ids-refused' }],
];

describe('the probe recovers', () => {
  test('the default, whole', async () => {
    const found = parametersOf(await probe({}));
    expect(found).toEqual({
      session_header_routes: true,
      routing_without_header: 'lottery',
      ...{ cache_quantum: 128, cache_step: 128, cache_hidden_prefix: 0, rules_on: '' },
      cache_minimum: 1024,
      cache_mode: 'implicit',
      cache_outputs: 'none',
      routing_with_both: 'header',
      context_rule: 'current_turn',
      context_requests: 'ignored',
      ...{ turn_boundary: 'user_message', history_bound_reasoning: 'kept' },
      include_changes_cache: false,
    });
  });

  test.each(worlds)('%s, and nothing that is not so', async (_name, world) => {
    const profile = await probe(world);
    expect(profile['requests']).toBeLessThanOrEqual(40);
    const found = parametersOf(profile);
    expect(found).toMatchObject(world);
    expect(truthOf(world)).toMatchObject(found);
  });

  test('steps behind a hidden prefix are no blocks: how counts grow stays open', async () => {
    for (const model of ['gpt-5.5', 'gpt-5.6-sol', 'gpt-5.6-terra']) {
      const found = parametersOf(await probe({ cache_quantum: 'profile' }, { model }));
      expect(found).not.toHaveProperty('cache_quantum');
      expect(found).toMatchObject({ cache_outputs: 'none', cache_mode: 'implicit' });
    }
  });

  test('the profile of a newer model', async () => {
    const api = { profile_backend: 'openai', cache_writes: 'profile' } as const;
    const found = parametersOf(await probe(api, { model: 'gpt-5.6-sol' }));
    expect(found).toMatchObject({
      ...{ cache_mode: 'breakpoints', cache_writes: 'reported', context_rule: 'all_turns' },
      context_requests: 'honoured',
    });
  });

  test.each([5, 10])('an eviction after %i idle minutes', async (minutes) => {
    const world = { idle_eviction_ms: minutes * 60_000 };
    const found = parametersOf(await probe(world, { idleMinutes: [5, 10, 15], requestsMax: 50 }));
    expect(found).toMatchObject(world);
  });

  test('the same under other seeds of the lottery', async () => {
    for (const seed of ['a', 'b', 'c', 'd', 'e']) {
      expect(truthOf({})).toMatchObject(parametersOf(await probe({}, { seed })));
    }
  });
});

describe('the budget', () => {
  test.each([0, 1, 7, 20])(
    'of %i is never exceeded, and what was not asked stays open',
    async (requestsMax) => {
      const profile = await probe({}, { requestsMax });
      expect(profile['requests']).toBeLessThanOrEqual(requestsMax);
      expect(truthOf({})).toMatchObject(parametersOf(profile));
      const open = Object.values(rulesOf(profile)).filter(({ value }) => value === null);
      expect(open.map(({ confidence }) => confidence)).toContain('none');
    },
  );

  test('is not spent on questions that cannot be answered', async () => {
    const profile = await probe({ session_header_routes: false });
    expect(rulesOf(profile)['cache_outputs']).toMatchObject({
      ...{ value: null, confidence: 'none', question: 'cached outputs' },
      against: [expect.stringContaining('not asked: req')],
    });
    expect(profile['requests']).toBeLessThan(25);
  });
});

test('a backend that refuses everything leaves every question open', async () => {
  const profile = await probe({ fault: '500' });
  expect(parametersOf(profile)).toEqual({});
});
