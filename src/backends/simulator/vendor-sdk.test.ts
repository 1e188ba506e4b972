// The vendor's own SDK reads the stream: an oracle that does not come from here.
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { Backend } from '../../domain/backend.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { createDefaultAgent } from './default-agent.ts';
import { createTestSimulator } from './simulator.test-support.ts';

function clientOf(backend: Backend): OpenAI {
  return new OpenAI({
    apiKey: 'sk-test',
    baseURL: 'http://127.0.0.1/v1',
    fetch: async (_url, init) => {
      const { status, headers, body } = await backend.send({
        body: new TextEncoder().encode(String(init?.body)),
        headers: [],
      });
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        for await (const { bytes } of body) yield bytes;
      };
      const copied = headers.map(([name, value]): [string, string] => [name, value]);
      return new Response(ReadableStream.from(chunks()), { status, headers: copied });
    },
  });
}

const tools = [
  { type: 'function', name: 'Bash', parameters: { type: 'object' }, strict: false },
  { type: 'custom', name: 'exec' },
] as const;

test.each<[string, Partial<SimulatorParameters>]>([
  ['filled', { completed_output: 'filled', content_type: 'event-stream' }],
  ['empty, as on the Codex backend', {}],
])('a loop of model calls, completed output %s', async (_title, parameters) => {
  const client = clientOf(createTestSimulator(createDefaultAgent(), parameters));
  const input: OpenAI.Responses.ResponseInputItem[] = [{ role: 'user', content: 'look around' }];
  const seen: string[] = [];
  for (let round = 0; round < 3; round++) {
    const stream = client.responses.stream({
      model: 'gpt-5.5',
      store: false,
      input,
      tools: [...tools],
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'medium', summary: 'auto' },
    });
    const items: OpenAI.Responses.ResponseOutputItem[] = [];
    for await (const event of stream) {
      if (event.type === 'response.output_item.done') items.push(event.item);
    }
    const final = await stream.finalResponse();
    if (parameters.completed_output === 'filled') {
      expect(final.output.map(({ type }) => type)).toEqual(items.map(({ type }) => type));
      expect(final.usage?.total_tokens).toBeGreaterThan(0);
    }
    seen.push(items.map(({ type }) => type).join(' '));
    for (const item of items) input.push(item as OpenAI.Responses.ResponseInputItem);
    for (const item of items) {
      if (item.type !== 'function_call') continue;
      input.push({ type: 'function_call_output', call_id: item.call_id, output: 'README.md' });
    }
  }
  expect(seen).toEqual([
    'reasoning message function_call',
    'reasoning function_call function_call',
    'reasoning message',
  ]);
});

test('a refusal is the SDK’s own error with the code', async () => {
  const client = clientOf(createTestSimulator(createDefaultAgent()));
  const input: OpenAI.Responses.ResponseInputItem[] = [
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAAAnot-ours' },
    { role: 'assistant', content: 'x' },
  ];
  const call = client.responses.create({ model: 'gpt-5.5', store: false, stream: true, input });
  await expect(call).rejects.toMatchObject({ status: 400, code: 'invalid_encrypted_content' });
});
