// Tests a gateway on the simulator, in this process: nobody is asked, nothing is paid. Run it with
//   node --test gateway.test.ts
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type ModelStep, serveSimulator } from 'turntape/simulator';
import { createGateway } from './gateway.ts';

const call = {
  kind: 'function',
  callId: 'call_1',
  name: 'Read',
  arguments: '{"path":"a"}',
} as const;
const steps: readonly ModelStep[] = [
  { reasoningTokens: 200, summary: [], text: '', calls: [call] },
  { reasoningTokens: 0, summary: [], text: 'It says hello.', calls: [] },
];

test('the reasoning of a call goes back with its result, and the prompt before it is cached', async (context) => {
  const upstreamRequests: { input: { type: string }[] }[] = [];
  const simulator = await serveSimulator({
    parameters: { time_scale: 0 },
    createAgent: () => ({
      nextStep(request) {
        upstreamRequests.push(request as (typeof upstreamRequests)[number]);
        return steps[upstreamRequests.length - 1] as ModelStep;
      },
    }),
  });
  context.after(() => simulator.close());
  const gateway = createGateway(`${simulator.url}/v1/responses`, 'gpt-5.5', 'made-up-key');
  await once(gateway.listen(0, '127.0.0.1'), 'listening');
  context.after(() => gateway.close());
  const { port } = gateway.address() as AddressInfo;

  const ask = async (messages: object[]) => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/messages`, {
      method: 'POST',
      headers: { 'x-claude-code-session-id': 'one-session' },
      body: JSON.stringify({
        model: 'claude-opus-5',
        max_tokens: 1000,
        system: 'A long enough system prompt. '.repeat(500),
        tools: [{ name: 'Read', input_schema: { type: 'object', properties: { path: {} } } }],
        messages,
      }),
    });
    assert.equal(response.status, 200);
    return (await response.json()) as {
      content: { type: string; id?: string }[];
      usage: { cache_read_input_tokens: number };
    };
  };
  const question = { role: 'user', content: 'What does the file say?' };
  const first = await ask([question]);
  const result = {
    type: 'tool_result',
    tool_use_id: first.content.find(({ type }) => type === 'tool_use')?.id,
    content: 'hello',
  };
  const second = await ask([
    question,
    { role: 'assistant', content: first.content },
    { role: 'user', content: [result] },
  ]);

  const types = upstreamRequests[1]?.input.map(({ type }) => type).slice(-3);
  assert.deepEqual(types, ['reasoning', 'function_call', 'function_call_output']);
  assert.ok(second.usage.cache_read_input_tokens > 2000);
});
