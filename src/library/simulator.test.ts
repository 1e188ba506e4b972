import { expect, test } from 'vitest';
import { exchangeUsage } from './recordings.ts';
import { openSimulator, type SimulatorParameters, serveSimulator } from './simulator.ts';

const long = 'A sentence that fills the first blocks of the prompt. '.repeat(400);
const request = {
  model: 'gpt-5.5',
  instructions: long,
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Continue' }] }],
  stream: true,
  store: false,
  prompt_cache_key: 'k',
};
const body = Buffer.from(JSON.stringify(request));

async function usageOf(response: { status: number; body: AsyncIterable<{ bytes: Uint8Array }> }) {
  const parts: Uint8Array[] = [];
  for await (const { bytes } of response.body) parts.push(bytes);
  const head = { status: response.status, statusText: '', headers: [], elapsedMs: 0 };
  return exchangeUsage({ response: head, responseBody: Buffer.concat(parts) });
}

test('in process the second of two equal prompts is cached, and equal seeds give equal bytes', async () => {
  const [one, other] = [await openSimulator(), await openSimulator({ account: 'simulated' })];
  const first = await usageOf(await one.send({ body, headers: [['session-id', 's']] }));
  const second = await usageOf(await one.send({ body, headers: [['session-id', 's']] }));
  expect(first?.cachedTokens).toBe(0);
  expect(second?.cachedTokens).toBeGreaterThan(1024);
  expect(await usageOf(await other.send({ body, headers: [['session-id', 's']] }))).toEqual(first);
});

test('the agent decides what the model says', async () => {
  const step = { reasoningTokens: 0, summary: [], text: 'As written', calls: [] };
  const simulator = await openSimulator({ createAgent: () => ({ nextStep: () => step }) });
  const { body: chunks } = await simulator.send({ body, headers: [] });
  let text = '';
  for await (const { bytes } of chunks) text += Buffer.from(bytes).toString();
  expect(text).toContain('"text":"As written"');
});

test('over HTTP it answers on a free port, each account with its own caches', async () => {
  const simulator = await serveSimulator({ parameters: { time_scale: 0 } });
  const ask = async (key: string) => {
    const response = await fetch(`${simulator.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'session-id': 's' },
      body,
    });
    const { status } = response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    return usageOf({
      status,
      body: (async function* () {
        yield { bytes };
      })(),
    });
  };
  expect((await ask('one'))?.cachedTokens).toBe(0);
  expect((await ask('one'))?.cachedTokens).toBeGreaterThan(0);
  expect((await ask('other'))?.cachedTokens).toBe(0);
  await simulator.close();
});

test.each([
  [{ cache_output: 'full' }, /unknown simulator parameter `cache_output`/],
  [{ machines: 0 }, /`0` is not a value of simulator parameter `machines`/],
])('%j is refused', async (parameters, message) => {
  const wrong = { parameters: parameters as Partial<SimulatorParameters> };
  await expect(openSimulator(wrong)).rejects.toThrow(message);
  await expect(serveSimulator(wrong)).rejects.toThrow(message);
});
