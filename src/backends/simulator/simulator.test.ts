import { describe, expect, test } from 'vitest';
import type { ModelStep } from '../../domain/model-step.ts';
import type { SimulatorParameters } from '../../rules/simulator-parameters.ts';
import {
  createScriptedAgent,
  createTestSimulator,
  readText,
  send,
  words,
} from './simulator.test-support.ts';

const developer = { type: 'message', role: 'developer', content: words('prefix', 2000) };
const user = { type: 'message', role: 'user', content: 'go' };
const include = ['reasoning.encrypted_content'];

function callStep(reasoningTokens: number, id: string): ModelStep {
  const call = { kind: 'function', callId: id, name: 'tool', arguments: words(id, 49) } as const;
  return { reasoningTokens, summary: ['thinking'], text: '', calls: [call] };
}
function answerStep(reasoningTokens: number): ModelStep {
  return { reasoningTokens, summary: [], text: words('answer', 30), calls: [] };
}
const output = (id: string): object => ({
  type: 'function_call_output',
  call_id: id,
  output: words(`out-${id}`, 70),
});

describe('usage', () => {
  test('counts the prompt, the hidden reasoning and what was generated', async () => {
    const backend = createTestSimulator(createScriptedAgent([callStep(300, 'call_a')]));
    const { response } = await send(backend, { input: [developer, user], include });
    expect(response?.usage).toEqual({
      input_tokens: 2001,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 300 + 50,
      output_tokens_details: { reasoning_tokens: 300 },
      total_tokens: 2351,
    });
  });

  test('a replayed reasoning item counts as the tokens that it had, not as its ciphertext', async () => {
    const steps = [callStep(300, 'call_a'), answerStep(0)];
    const backend = createTestSimulator(createScriptedAgent(steps));
    const first = await send(backend, { input: [developer, user], include });
    const input = [developer, user, ...first.items, output('call_a')];
    const { response } = await send(backend, { input, include });
    expect(response?.usage?.input_tokens).toBe(2001 + 300 + 50 + 70);
  });

  test.each([
    ['current_turn', 2001 + 30 + 1],
    ['all_turns', 2001 + 300 + 30 + 1],
  ] as const)('under %s the next user turn has %i input tokens', async (rule, expected) => {
    const agent = createScriptedAgent([answerStep(300), answerStep(0)]);
    const backend = createTestSimulator(agent, { context_rule: rule });
    const first = await send(backend, { input: [developer, user], include });
    const input = [developer, user, ...first.items, { ...user, content: 'again' }];
    const { response } = await send(backend, { input, include });
    expect(response?.usage?.input_tokens).toBe(expected);
  });

  test('no reasoning where the effort is none or the model cannot reason', async () => {
    for (const body of [{ reasoning: { effort: 'none' } }, { model: 'gpt-4.1' }]) {
      const backend = createTestSimulator(createScriptedAgent([answerStep(300)]));
      const { response, items } = await send(backend, { input: [user], include, ...body });
      expect(response?.usage?.output_tokens_details.reasoning_tokens).toBe(0);
      expect(items.map(({ type }) => type)).toEqual(['message']);
    }
  });
});

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
    ['whole blocks of 128', {}, {}, 1920],
    ['whole blocks of 1,024', { cache_quantum: 1024 }, {}, 1024],
    ['nothing below the minimum', { cache_minimum: 2048 }, {}, 0],
    ['nothing after the idle time', { idle_eviction_ms: 1000 }, { waitMs: 1001 }, 0],
    ['still there at the idle time', { idle_eviction_ms: 1000 }, { waitMs: 1000 }, 1920],
    ['nothing of another effort', {}, { body: { reasoning: { effort: 'low' } } }, 0],
    ['nothing of another model', {}, { body: { model: 'gpt-5.4' } }, 0],
    ['nothing of another prefix', {}, { body: { instructions: 'Be kind.' } }, 0],
    ['what fits the capacity', { cache_capacity_blocks: 10 }, {}, 1280],
    [
      'nothing of another session elsewhere',
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
    const backend = createTestSimulator(agent, { cache_mode: 'breakpoints', ...parameters });
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

  test('finds nothing of a prompt whose last item was replaced, where blocks would be found', async () => {
    const fork = [
      [developer, more],
      [developer, other],
    ];
    expect((await play(fork))[1]).toMatchObject({ cached_tokens: 0 });
    expect((await play(fork, { cache_mode: 'implicit' }))[1]).toEqual({ cached_tokens: 1920 });
  });

  test('an explicit breakpoint keeps the part before it, wherever the marker stands', async () => {
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

  test('is what the profile of gpt-5.6 says, and not what that of gpt-5.5 says', async () => {
    for (const [model, reports] of [
      ['gpt-5.6-sol', true],
      ['gpt-5.5', false],
    ] as const) {
      const backend = createTestSimulator(createScriptedAgent([answerStep(0)]));
      const { response } = await send(backend, { model, input: [developer, user] });
      expect('cache_write_tokens' in (response?.usage?.input_tokens_details ?? {})).toBe(reports);
    }
  });
});

describe('the benefit of continuity', () => {
  const reasoned = async (continuity_benefit: number, keeps: boolean): Promise<unknown> => {
    const agent = createScriptedAgent([callStep(300, 'call_a'), callStep(200, 'call_b')]);
    const backend = createTestSimulator(agent, { continuity_benefit });
    const first = await send(backend, { input: [user], include });
    const kept = first.items
      .filter(({ type }) => keeps || type !== 'reasoning')
      .map((item) => ({ ...item, id: undefined }));
    const { response } = await send(backend, { input: [user, ...kept, output('call_a')], include });
    return response?.usage?.output_tokens_details.reasoning_tokens;
  };

  test.each([
    [0, true, 200],
    [0, false, 200],
    [0.25, true, 150],
    [0.25, false, 200],
    [1, true, 0],
  ])('of %d with its reasoning kept: %s gives %d tokens', async (benefit, keeps, expected) => {
    expect(await reasoned(benefit, keeps)).toBe(expected);
  });
});

describe('compaction', () => {
  test('a trigger is answered with one compaction item, which a later prompt may hold', async () => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(0)]));
    const compacted = await send(backend, {
      input: [developer, user, { type: 'compaction_trigger' }],
    });
    expect(compacted.items.map(({ type }) => type)).toEqual(['compaction']);
    const after = await send(backend, { input: [...compacted.items, user] });
    expect([after.status, after.response?.usage?.input_tokens]).toEqual([200, 512 + 1]);
  });

  test('its content of another account is refused', async () => {
    const trigger = { input: [user, { type: 'compaction_trigger' }] };
    const backend = createTestSimulator(createScriptedAgent([]));
    const { items } = await send(backend, trigger);
    const other = createTestSimulator(createScriptedAgent([]), {}, { account: 'other' });
    expect((await send(other, { input: [...items, user] })).status).toBe(400);
  });
});

describe('encrypted content', () => {
  const first = async (more: object = {}): Promise<string> => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(100)]), {}, more);
    const { items } = await send(backend, { input: [user], include });
    return (items[0] as { encrypted_content: string }).encrypted_content;
  };
  const replay = async (
    content: string,
    more: object = {},
    parameters: Partial<SimulatorParameters> = {},
  ): Promise<{ status: number; text: string }> => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(0)]), parameters, more);
    const reasoning = { type: 'reasoning', summary: [], encrypted_content: content };
    const answer = { type: 'message', role: 'assistant', content: 'x' };
    return send(backend, { input: [user, reasoning, answer, user] });
  };

  test('has the shape of the real thing', async () => {
    const content = await first();
    expect(content).toMatch(/^gAAAA[\w-]+$/);
    const bytes = Buffer.from(content, 'base64url');
    expect([bytes[0], (bytes.length - 9 - 16 - 32) % 16]).toEqual([0x80, 0]);
  });

  test('of the same account is accepted, by another instance too', async () => {
    expect((await replay(await first())).status).toBe(200);
  });

  test.each<[string, (content: string) => string, object, Partial<SimulatorParameters>]>([
    ['another account', (content) => content, { account: 'other' }, {}],
    ['another key generation', (content) => content, {}, { encryption_epoch: 1 }],
    ['one changed character', (content) => swapCharacter(content, 60), {}, {}],
    ['a changed time in the header', (content) => swapCharacter(content, 10), {}, {}],
    ['a changed end', (content) => swapCharacter(content, content.length - 1), {}, {}],
    ['a cut end', (content) => content.slice(0, -4), {}, {}],
    ['plain text', () => 'I thought about it', {}, {}],
  ])('%s is refused', async (_title, change, more, parameters) => {
    const { status, text } = await replay(change(await first()), more, parameters);
    expect([status, JSON.parse(text).error.code]).toEqual([400, 'invalid_encrypted_content']);
  });

  test('comes only when it was asked for', async () => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(100)]));
    const { items } = await send(backend, { input: [user] });
    expect(items[0]).not.toHaveProperty('encrypted_content');
  });

  function swapCharacter(text: string, at: number): string {
    return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
  }
});

describe('the answer', () => {
  const play = async (seed: string): Promise<string> => {
    const agent = createScriptedAgent([callStep(300, 'call_a')]);
    const backend = createTestSimulator(agent, { noise: 0.3 }, { seed });
    const { text, headers } = await send(backend, { input: [user], include });
    return JSON.stringify([text, headers]);
  };

  test('the same seed gives the same bytes, another seed others', async () => {
    expect(await play('a')).toBe(await play('a'));
    expect(await play('a')).not.toBe(await play('b'));
  });

  test('sends a summary only when it was asked for', async () => {
    for (const [summary, count] of [
      ['auto', 1],
      [undefined, 0],
    ] as const) {
      const backend = createTestSimulator(createScriptedAgent([callStep(300, 'call_a')]));
      const { items } = await send(backend, { input: [user], reasoning: { summary } });
      expect((items[0] as { summary: unknown[] }).summary).toHaveLength(count);
    }
  });

  test('echoes the turn state within a turn and names one at its start', async () => {
    const agent = createScriptedAgent([answerStep(0), answerStep(0)]);
    const backend = createTestSimulator(agent);
    const stateOf = ({ headers }: { headers: readonly (readonly [string, string])[] }) =>
      headers.find(([name]) => name === 'x-codex-turn-state')?.[1];
    const state = stateOf(await send(backend, { input: [user] }));
    expect(state).toMatch(/./);
    const echoed = await send(backend, { input: [user] }, [['x-codex-turn-state', state ?? '']]);
    expect(stateOf(echoed)).toBe(state);
  });

  test.each([
    ['429', 429, /rate_limit_exceeded/],
    ['429-no-retry-after', 429, /rate_limit_exceeded/],
    ['429-usage-limit', 429, /usage_limit_reached/],
    ['500', 500, /server_error/],
    ['503', 503, /server_is_overloaded/],
    ['overloaded', 200, /response\.failed.*server_is_overloaded/s],
    ['failed', 200, /response\.failed/],
    ['incomplete', 200, /response\.incomplete.*max_output_tokens/s],
    ['content-filter', 200, /response\.incomplete.*content_filter/s],
    ['error-event', 200, /event: error/],
    ['cut-before', 200, /^(?!.*output_item).*response\.created/s],
    ['cut', 200, /response\.created.*output_item\.added/s],
    ['stall', 200, /response\.created.*output_item\.added/s],
  ] as const)('fault %s gives status %i', async (fault, status, pattern) => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(10)]), { fault });
    const answer = await send(backend, { input: [user] });
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(pattern);
    expect(answer.text).not.toMatch(/response\.completed/);
  });

  test.each([
    ['malformed-event', /"delta":\n\n/],
    ['oversized-event', /x{2000000}/],
  ] as const)('fault %s stands in a stream that goes on to its end', async (fault, pattern) => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(10)]), { fault });
    const text = await readText(backend, { input: [user] });
    expect(text).toMatch(pattern);
    expect(text).toMatch(/response\.completed/);
  });

  test.each([
    ['encrypted-lost', [200, 400, 200]],
    ['key-rotated', [200, 400, 400]],
    ['account-switch', [200, 400, 400]],
  ] as const)('fault %s refuses the reasoning from then on, or once', async (fault, statuses) => {
    const agent = createScriptedAgent([callStep(50, 'call_a'), answerStep(0), answerStep(0)]);
    const backend = createTestSimulator(agent, { fault_plan: `2:${fault}` });
    const first = await send(backend, { input: [user], include });
    const replay = { input: [user, ...first.items, output('call_a')], include };
    const rest = [await send(backend, replay), await send(backend, replay)];
    expect([first, ...rest].map(({ status }) => status)).toEqual(statuses);
  });

  test('a plan strikes the named requests, a rate the share that it says, the same every time', async () => {
    const strike = async (parameters: Partial<SimulatorParameters>, seed: string) => {
      const steps = Array.from({ length: 400 }, () => answerStep(0));
      const backend = createTestSimulator(createScriptedAgent(steps), parameters, { seed });
      const statuses: number[] = [];
      for (const _step of steps) statuses.push((await send(backend, { input: [user] })).status);
      return statuses;
    };
    const planned = await strike({ fault_plan: '2:500+4:429' }, 'a');
    expect(planned.slice(0, 5)).toEqual([200, 500, 200, 429, 200]);
    const drawn = await strike({ fault: '500', fault_rate: 0.25 }, 'a');
    const struck = drawn.filter((status) => status === 500).length;
    // 400 draws at 0.25: within four standard deviations.
    expect(Math.abs(struck - 100)).toBeLessThan(36);
    expect(await strike({ fault: '500', fault_rate: 0.25 }, 'a')).toEqual(drawn);
    expect(await strike({ fault: '500', fault_rate: 0.25 }, 'b')).not.toEqual(drawn);
  });

  test('a plan that cannot be read is a usage error', () => {
    for (const fault_plan of ['429', '0:429', '1:nonsense']) {
      expect(() => createTestSimulator(createScriptedAgent([]), { fault_plan })).toThrow(
        expect.objectContaining({ code: 'usage' }),
      );
    }
  });

  test('after a broken answer the same request gets the same step again, another one the next', async () => {
    const agent = createScriptedAgent([callStep(0, 'call_a'), callStep(0, 'call_b')]);
    const backend = createTestSimulator(agent, { fault_plan: '1:cut' });
    await send(backend, { input: [user] });
    const again = await send(backend, { input: [user] });
    expect(again.items.map((item) => (item as { call_id?: string }).call_id)).toEqual(['call_a']);
    const next = await send(backend, { input: [user, ...again.items, output('call_a')] });
    expect(next.items.map((item) => (item as { call_id?: string }).call_id)).toEqual(['call_b']);
  });

  test('repeats tools and instructions of the request in the response object', async () => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(0)]));
    const tools = [{ type: 'function', name: 'a', parameters: {}, strict: false }];
    const { response } = await send(backend, { input: [user], tools, instructions: 'Be kind.' });
    expect(response).toMatchObject({ tools, instructions: 'Be kind.' });
  });

  test('says rate limits in headers over HTTP and in events over WebSocket', async () => {
    const agent = createScriptedAgent([answerStep(0), answerStep(0)]);
    const backend = createTestSimulator(agent);
    const http = await send(backend, { input: [user] });
    expect(Object.fromEntries(http.headers)).toMatchObject({
      'x-codex-primary-window-minutes': '300',
    });
    expect(http.text).not.toContain('codex.rate_limits');
    const beta = [['openai-beta', 'responses_websockets=2026-02-06']] as const;
    const socket = await send(backend, { input: [user] }, beta);
    expect(socket.text).toMatch(
      /codex\.rate_limits.*codex\.response\.metadata.*response\.created/s,
    );
  });

  test('first output comes after queue and prefill, the rest by decode', async () => {
    const parameters = { queue_ms: 100, prefill_us_per_token: 1000, decode_us_per_token: 10_000 };
    const backend = createTestSimulator(createScriptedAgent([answerStep(20)]), parameters);
    const body = { model: 'gpt-5.5', stream: true, store: false, input: [user] };
    const { body: chunks } = await backend.send({
      body: new TextEncoder().encode(JSON.stringify(body)),
      headers: [],
    });
    const times: number[] = [];
    for await (const { elapsedMs } of chunks) times.push(elapsedMs);
    // created, in progress; then 1 prompt token prefilled; 20 + 30 tokens decoded at the end.
    expect([times[0], times[1], times[2], times.at(-1)]).toEqual([0, 0, 101, 601]);
  });

  test.each<[string, string]>([
    ['not json', 'We could not parse'],
    ['[]', 'We could not parse'],
    ['{}', "Missing required parameter: 'model'."],
    ['{"model":"m","input":5}', "Invalid type for 'input'"],
    ['{"model":"m","input":[{"type":"message","role":"user"}]}', 'input[0].content'],
    [
      '{"model":"m","input":[{"type":"message","role":"user","content":[{"type":"input_text"}]}]}',
      'input[0].content',
    ],
    [
      '{"model":"m","input":[{"type":"function_call","call_id":"c","name":"n"}]}',
      'input[0].arguments',
    ],
    ['{"model":"m","input":[null]}', 'input[0]'],
  ])('%s is a 400 that names the place', async (text, message) => {
    const backend = createTestSimulator(createScriptedAgent([]));
    const { status, body } = await backend.send({
      body: new TextEncoder().encode(text),
      headers: [],
    });
    let answer = '';
    for await (const { bytes } of body) answer += new TextDecoder().decode(bytes);
    expect(status).toBe(400);
    expect(JSON.parse(answer).error.message).toContain(message);
  });
});
