import { describe, expect, test } from 'vitest';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import {
  answerStep,
  callStep,
  createScriptedAgent,
  createTestSimulator,
  developer,
  include,
  output,
  send,
  user,
  words,
} from './simulator.test-support.ts';

describe('the prefix cache', () => {
  /** Cached tokens of two requests, the second with one more message. */
  async function cachedOf(
    parameters: Partial<SimulatorParameters>,
    between: { headers?: [string, string][]; body?: object; waitMs?: number } = {},
  ): Promise<number | undefined> {
    let now = 0;
    const agent = createScriptedAgent([answerStep(0), answerStep(0)]);
    const backend = createTestSimulator(agent, parameters, { nowMs: () => now });
    await send(backend, { input: [developer, user] });
    now += between.waitMs ?? 0;
    const input = [developer, user, { ...user, content: 'more' }];
    const headers = between.headers ?? [['session-id', 'session']];
    const { response } = await send(backend, { input, ...between.body }, headers);
    return response?.usage?.input_tokens_details.cached_tokens;
  }

  test.each<[string, Partial<SimulatorParameters>, object, number]>([
    ['whole blocks of 128', { cache_quantum: 128 }, {}, 1920],
    ['whole blocks of 1,024', { cache_quantum: 1024 }, {}, 1024],
    ['nothing below the minimum', { cache_minimum: 2048 }, {}, 0],
    ['nothing after the idle time', { idle_eviction_ms: 1000 }, { waitMs: 1001 }, 0],
    ['still there at the idle time', { idle_eviction_ms: 1000 }, { waitMs: 1000 }, 1920],
    ['none of another effort', {}, { body: { reasoning: { effort: 'low' } } }, 0],
    ['none of another model', {}, { body: { model: 'gpt-5.4' } }, 0],
    ['none of another prefix', {}, { body: { instructions: 'Be kind.' } }, 0],
    ['what fits the capacity', { cache_capacity_blocks: 10, cache_quantum: 128 }, {}, 1280],
    // 3 x 512 tokens, of which 127 are hidden, in whole 128s.
    ['steps of the profile, after its hidden prefix', { cache_capacity_blocks: 3 }, {}, 1408],
    ['any step', { cache_step: 300, cache_hidden_prefix: 50, cache_minimum: 0 }, {}, 1664],
    ['an hour by the profile of gpt-5.5', {}, { waitMs: 3_433_000 }, 1920],
    ['and no longer', {}, { waitMs: 3_433_001 }, 0],
    [
      'none of another session elsewhere',
      { machines: 1024 },
      { headers: [['session-id', 'x']] },
      0,
    ],
    [
      'another session on the same machine',
      { machines: 1 },
      { headers: [['session-id', 'x']] },
      1920,
    ],
    ['the rate limit sends it elsewhere', { rate_per_key_minute: 1 }, {}, 0],
    ['a minute later the rate is fine', { rate_per_key_minute: 1 }, { waitMs: 60_000 }, 1920],
  ])('%s', async (_title, parameters, between, expected) => {
    expect(await cachedOf(parameters, between)).toBe(expected);
  });

  test('without the header a key is a lottery or not, as the parameter says', async () => {
    const hits = async (routing: 'lottery' | 'sticky'): Promise<number> => {
      const steps = Array.from({ length: 8 }, () => answerStep(0));
      const backend = createTestSimulator(createScriptedAgent(steps), {
        routing_without_header: routing,
      });
      let count = 0;
      for (const _step of steps) {
        const body = { input: [developer, user], prompt_cache_key: 'key' };
        const { response } = await send(backend, body, []);
        if ((response?.usage?.input_tokens_details.cached_tokens ?? 0) > 0) count++;
      }
      return count;
    };
    expect(await hits('sticky')).toBe(7);
    expect(await hits('lottery')).toBeLessThan(7);
  });

  test('a share of requests is served elsewhere, and misses there', async () => {
    const missed = async (failover_rate: number, seed = 'a'): Promise<number> => {
      const steps = Array.from({ length: 200 }, () => answerStep(0));
      const parameters = { failover_rate, machines: 1024 };
      const backend = createTestSimulator(createScriptedAgent(steps), parameters, { seed });
      let count = 0;
      for (const _step of steps) {
        const { response } = await send(backend, { input: [developer, user] });
        if (response?.usage?.input_tokens_details.cached_tokens === 0) count++;
      }
      return count;
    };
    expect(await missed(0)).toBe(1);
    const drawn = await missed(0.25);
    // 200 draws at 0.25: within four standard deviations.
    expect(Math.abs(drawn - 50)).toBeLessThan(25);
    expect(await missed(0.25)).toBe(drawn);
  });

  test('a key that is asked for above the rate keeps only its last machine busy', async () => {
    const steps = Array.from({ length: 6 }, () => answerStep(0));
    const parameters = { rate_per_key_minute: 1, machines: 3 };
    const backend = createTestSimulator(createScriptedAgent(steps), parameters);
    const cached: (number | undefined)[] = [];
    for (const _step of steps) {
      const { response } = await send(backend, { input: [developer, user] });
      cached.push(response?.usage?.input_tokens_details.cached_tokens);
    }
    expect(cached).toEqual([0, 0, 0, 1920, 1920, 1920]);
  });

  test('outputs become cached prefix only when the parameter says so', async () => {
    const cached = async (cache_outputs: 'none' | 'full'): Promise<number | undefined> => {
      const agent = createScriptedAgent([callStep(300, 'call_a'), answerStep(0)]);
      const backend = createTestSimulator(agent, { cache_outputs, cache_quantum: 1 });
      const first = await send(backend, { input: [developer, user], include });
      const input = [developer, user, ...first.items, output('call_a')];
      const { response } = await send(backend, { input, include });
      return response?.usage?.input_tokens_details.cached_tokens;
    };
    expect(await cached('none')).toBe(2001);
    expect(await cached('full')).toBe(2001 + 300 + 50);
  });
});

describe('a cache with breakpoints (GPT-5.6 and later)', () => {
  const marked = (text: string, isMarked: boolean): object => ({
    type: 'input_text',
    text,
    ...(isMarked && { prompt_cache_breakpoint: { mode: 'explicit' } }),
  });
  const play = async (inputs: object[][], parameters: Partial<SimulatorParameters> = {}) => {
    const agent = createScriptedAgent(inputs.map(() => answerStep(0)));
    const backend = createTestSimulator(agent, {
      ...{ cache_mode: 'breakpoints', cache_writes: 'reported', cache_quantum: 128 },
      ...parameters,
    } as Partial<SimulatorParameters>);
    const details: object[] = [];
    for (const input of inputs) {
      const { response } = await send(backend, { input });
      details.push(response?.usage?.input_tokens_details ?? {});
    }
    return details;
  };
  const more = { ...user, content: words('more', 300) };
  const other = { ...user, content: words('other', 300) };

  test('finds a prompt that went on, and says what was written', async () => {
    expect(
      await play([
        [developer, user],
        [developer, user, more],
        [developer, user, more],
      ]),
    ).toEqual([
      { cached_tokens: 0, cache_write_tokens: 1920 },
      { cached_tokens: 1920, cache_write_tokens: 2301 - (2301 % 128) - 1920 },
      { cached_tokens: 2176, cache_write_tokens: 0 },
    ]);
  });

  test('finds no part of a prompt whose last item was replaced, where blocks would be found', async () => {
    const fork = [
      [developer, more],
      [developer, other],
    ];
    expect((await play(fork))[1]).toMatchObject({ cached_tokens: 0 });
    expect((await play(fork, { cache_mode: 'implicit' }))[1]).toEqual({ cached_tokens: 1920 });
  });

  test('an explicit breakpoint keeps the part before it, wherever the marker is', async () => {
    const message = (isMarked: boolean, tail: string): object => ({
      ...user,
      content: [marked(words('prefix', 2000), isMarked), marked(tail, false)],
    });
    const rules = { rules_off: 'cache-breakpoint-refused' };
    const both = [[message(true, 'a')], [message(true, 'b')]];
    expect((await play(both, rules))[1]).toMatchObject({ cached_tokens: 1920 });
    const moved = [[message(true, 'a')], [message(false, 'a'), user]];
    expect((await play(moved, rules))[1]).toMatchObject({ cached_tokens: 1920 });
  });

  test('outputs are found where they are cached, and writes can be left unsaid', async () => {
    const steps = [callStep(300, 'call_a'), answerStep(0)];
    const backend = createTestSimulator(createScriptedAgent(steps), {
      ...{ cache_mode: 'breakpoints', cache_outputs: 'full', cache_writes: 'zero' },
      cache_quantum: 1,
    } as const);
    const first = await send(backend, { input: [developer, user], include });
    const input = [developer, user, ...first.items, output('call_a')];
    const { response } = await send(backend, { input, include });
    expect(response?.usage?.input_tokens_details).toEqual({
      cached_tokens: 2001 + 300 + 50,
      cache_write_tokens: 0,
    });
  });

  test('is what the public API does with gpt-5.6, and not the Codex backend', async () => {
    for (const [profile_backend, model, reports] of [
      ['openai', 'gpt-5.6-sol', true],
      ['openai', 'gpt-5.5', false],
      ['chatgpt', 'gpt-5.6-sol', false],
    ] as const) {
      const backend = createTestSimulator(createScriptedAgent([answerStep(0)]), {
        profile_backend,
      });
      const { response } = await send(backend, { model, input: [developer, user] });
      expect('cache_write_tokens' in (response?.usage?.input_tokens_details ?? {})).toBe(reports);
    }
  });

  test('on the public API nothing is rounded', async () => {
    const parameters = { profile_backend: 'openai' } as const;
    const steps = [answerStep(0), answerStep(0)];
    const backend = createTestSimulator(createScriptedAgent(steps), parameters);
    const model = 'gpt-5.6-sol';
    await send(backend, { model, input: [developer, user] });
    const { response } = await send(backend, { model, input: [developer, user, more] });
    expect(response?.usage?.input_tokens_details).toEqual({
      cached_tokens: 2001,
      cache_write_tokens: 300,
    });
  });
});

describe('misses', () => {
  test('find an earlier prompt of the session, never nothing, at the rate', async () => {
    const calls = 400;
    const steps = Array.from({ length: calls }, () => answerStep(0));
    const backend = createTestSimulator(createScriptedAgent(steps), {
      ...{ miss_rate: 0.25, rate_per_key_minute: 0, cache_quantum: 1, rules_off: 'all' },
    });
    const input: object[] = [developer];
    const lengths: number[] = [];
    let misses = 0;
    for (let call = 0; call < calls; call++) {
      input.push({ ...user, content: words(`w${call}`, 10) });
      const { response } = await send(backend, { input });
      const { input_tokens = 0, input_tokens_details } = response?.usage ?? {};
      const cached = input_tokens_details?.cached_tokens ?? 0;
      if (call > 0) {
        // Every count is the length of some earlier prompt of the session.
        expect(lengths).toContain(cached);
        if (cached !== lengths.at(-1)) misses++;
      }
      lengths.push(input_tokens);
    }
    // 399 draws at 0.25: within four standard deviations (8.65 each).
    expect(Math.abs(misses - 100)).toBeLessThan(35);
  });
});
