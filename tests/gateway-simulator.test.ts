// The gateway on the embedded simulator, driven over a real socket by the vendor's own SDK: an
// agent loop with parallel calls, in both arms, judged by what arrived upstream.

import Anthropic from '@anthropic-ai/sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import { carrierNames } from '../src/carriers/registry.ts';
import type { TranslatorOptions } from '../src/domain/translator-options.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { type KeptExchange, startGateway } from '../src/proxy/gateway/gateway.test-support.ts';
import { parseSse } from '../src/wire/sse.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const tools: Anthropic.Tool[] = [
  {
    name: 'Bash',
    description: `Runs a command. ${'It runs in the folder of the project. '.repeat(200)}`,
    input_schema: {
      type: 'object',
      properties: { command: { type: 'string' }, description: { type: 'string' } },
      required: ['command'],
    },
  },
];
const sessionId = '11111111-2222-4333-8444-555555555555';
const callsMax = 6;

async function playLoop(options: Partial<TranslatorOptions>) {
  const backend = createSimulator({
    tokenizer: await loadO200kTokenizer(),
    agent: createDefaultAgent(),
    parameters: defaultSimulatorParameters,
    seed: 'gateway',
    account: 'account',
    nowMs: () => 0,
    pace: 'virtual',
  });
  const gateway = await startGateway(backend, options);
  closing.push(gateway.close);
  const client = new Anthropic({ apiKey: 'sk-made-up', baseURL: gateway.url, maxRetries: 0 });
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'What is here?' }];
  const answers: Anthropic.Message[] = [];
  while (answers.length < callsMax) {
    const stream = client.messages.stream(
      { model: 'gpt-5.5', max_tokens: 1000, tools, messages },
      { headers: { 'x-claude-code-session-id': sessionId } },
    );
    const answer = await stream.finalMessage();
    answers.push(answer);
    messages.push({ role: 'assistant', content: answer.content });
    const calls = answer.content.filter((block) => block.type === 'tool_use');
    if (calls.length === 0) break;
    messages.push({
      role: 'user',
      // In completion order, which is not call order.
      content: calls
        .toReversed()
        .map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: `output of ${id}` })),
    });
  }
  return { answers, upstream: await gateway.sink.settled('upstream', answers.length) };
}

interface Item {
  type: string;
  id?: string;
  encrypted_content?: string;
  call_id?: string;
  [field: string]: unknown;
}
const inputOf = ({ body }: KeptExchange): Item[] =>
  (JSON.parse(Buffer.from(body).toString()) as { input: Item[] }).input;
/** The items of a recorded stream, in order. */
const outputOf = ({ parts }: KeptExchange): Item[] =>
  parseSse(Buffer.concat(parts))
    .map(({ data }) => JSON.parse(data) as { type: string; item: Item })
    .filter(({ type }) => type === 'response.output_item.done')
    .map(({ item }) => item);

/** What identifies an item, whatever was stripped from it: ids and status are not part of it. */
const essence = (item: Item): unknown => {
  switch (item.type) {
    case 'reasoning':
      return [item.type, item.encrypted_content];
    case 'function_call':
      return [item.type, item.call_id, item['name'], item['arguments']];
    case 'message':
      return [
        item.type,
        item['role'],
        (item['content'] as { text: string }[]).map(({ text }) => text),
      ];
    default:
      return item;
  }
};

describe('an agent loop through the gateway', () => {
  test('the vendor SDK reads every stream; one call, two parallel ones, an answer', async () => {
    const { answers } = await playLoop({});
    const callCounts = answers.map(
      ({ content }) => content.filter(({ type }) => type === 'tool_use').length,
    );
    expect(callCounts).toEqual([1, 2, 0]);
    expect(answers.map(({ stop_reason }) => stop_reason)).toEqual([
      ...['tool_use', 'tool_use', 'end_turn'],
    ]);
    // Later turns read the growing prefix from the cache.
    expect(answers[1]?.usage.cache_read_input_tokens).toBeGreaterThan(1024);
  });

  test('on: each input is the one before, what it produced with its reasoning, and the outputs', async () => {
    const { upstream } = await playLoop({ reasoning_continuity: true });
    expect(upstream.map(({ head }) => head?.status)).toEqual([200, 200, 200]);
    for (const [index, exchange] of upstream.slice(1).entries()) {
      const earlier = upstream[index] as KeptExchange;
      const produced = outputOf(earlier);
      expect(produced[0]?.type).toBe('reasoning');
      const expected = [...inputOf(earlier).map(essence), ...produced.map(essence)];
      const input = inputOf(exchange);
      expect(input.slice(0, expected.length).map(essence)).toEqual(expected);
      const rest = input.slice(expected.length).map(({ type }) => type);
      expect(new Set(rest)).toEqual(new Set(['function_call_output']));
    }
  });

  test('off: no reasoning is asked for or sent, and the prefix still only grows', async () => {
    const { upstream } = await playLoop({ reasoning_continuity: false });
    for (const [index, exchange] of upstream.entries()) {
      const input = inputOf(exchange);
      expect(input.filter(({ type }) => type === 'reasoning')).toEqual([]);
      expect(Buffer.from(exchange.body).toString()).not.toContain('encrypted_content');
      const earlier = upstream[index - 1];
      if (earlier) expect(input.slice(0, inputOf(earlier).length)).toEqual(inputOf(earlier));
    }
  });

  test.each(carrierNames)('the carrier %s brings all back', async (carrier) => {
    const { upstream } = await playLoop({
      reasoning_continuity: true,
      reasoning_carrier: carrier,
    });
    const last = upstream.at(-1) as KeptExchange;
    const produced = upstream.slice(0, -1).flatMap(outputOf);
    const sent = inputOf(last).filter(({ type }) => type === 'reasoning');
    expect(sent.map(essence)).toEqual(
      produced.filter(({ type }) => type === 'reasoning').map(essence),
    );
  });
});
