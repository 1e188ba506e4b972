import { describe, expect, test } from 'vitest';
import type { ModelStep } from '../../domain/model-step.ts';
import type { SimulatorParameters } from '../../rules/simulator-parameters.ts';
import { createScriptedAgent, createTestSimulator, send, words } from './simulator.test-support.ts';

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
    ['429-usage-limit', 429, /usage_limit_reached/],
    ['500', 500, /server_error/],
    ['503', 503, /server_is_overloaded/],
    ['overloaded', 200, /response\.failed.*server_is_overloaded/s],
    ['failed', 200, /response\.failed/],
    ['incomplete', 200, /response\.incomplete.*max_output_tokens/s],
    ['error-event', 200, /event: error/],
    ['cut', 200, /^(?!.*response\.completed).*response\.created/s],
  ] as const)('fault %s gives status %i', async (fault, status, pattern) => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(10)]), { fault });
    const answer = await send(backend, { input: [user] });
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(pattern);
    expect(answer.text).not.toMatch(/response\.completed/);
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
