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
} from './simulator.test-support.ts';

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

test('with next to no memory it answers the same', async () => {
  const play = async (parameters: Partial<SimulatorParameters>): Promise<string[]> => {
    const steps = [callStep(300, 'call_a'), callStep(200, 'call_b'), answerStep(100)];
    const backend = createTestSimulator(createScriptedAgent(steps), parameters);
    const input: object[] = [developer, user];
    const texts: string[] = [];
    for (const id of ['call_a', 'call_b', 'none']) {
      const { items, text } = await send(backend, { input, include });
      texts.push(text);
      input.push(...items, output(id));
    }
    return texts;
  };
  const little = {
    ...{ memory_bodies_mib: 0, memory_history_megachars: 0, memory_history_items: 1 },
    ...{ memory_reasoning_items: 1, memory_routing_keys: 1, memory_broken_steps: 1 },
  };
  expect(await play(little)).toEqual(await play({}));
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

  test.each([
    ['gpt-5.6-sol', 'chatgpt', undefined, 'all_turns'],
    ['gpt-5.6-sol', 'openai', undefined, 'all_turns'],
    ['gpt-5.6-sol', 'chatgpt', 'current_turn', 'current_turn'],
    ['gpt-5.5', 'chatgpt', undefined, undefined],
  ] as const)('%s on %s, asked for %s, names the context %s', async (...named) => {
    const [model, profile_backend, context, effective] = named;
    const backend = createTestSimulator(createScriptedAgent([answerStep(9)]), { profile_backend });
    const { text } = await send(backend, { model, input: [user], reasoning: { context } });
    expect(/"context":"(\w+)"/.exec(text)?.[1]).toBe(effective);
  });

  test.each([
    ['chatgpt', undefined, false],
    ['chatgpt', include, true],
    ['openai', undefined, true],
  ] as const)('encrypted content on %s with include %j: %s', async (profile_backend, asked, is) => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(9)]), { profile_backend });
    const { items } = await send(backend, { input: [user], include: asked });
    expect(
      typeof (items[0] as { encrypted_content?: unknown }).encrypted_content === 'string',
    ).toBe(is);
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
