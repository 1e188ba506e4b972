// Virtual, scaled and real time are the same simulator: one seed gives the same tokens and statuses.
import { expect, test } from 'vitest';
import type { SimulatorParameters } from '../../rules/simulator-parameters.ts';
import { createDefaultAgent } from './default-agent.ts';
import { createTestSimulator, send, words } from './simulator.test-support.ts';
import { startSimulatorServer } from './simulator-server.ts';

const parameters: Partial<SimulatorParameters> = {
  ...{ noise: 0.4, fault: '500', fault_rate: 0.4 },
  // So little that real time takes no time worth speaking of.
  ...{ queue_ms: 1, prefill_us_per_token: 0.1, cached_us_per_token: 0.1, decode_us_per_token: 1 },
};
const tools = [{ type: 'function', name: 'Bash', parameters: { type: 'object' } }];
const base = { model: 'gpt-5.5', stream: true, store: false, tools };
const include = ['reasoning.encrypted_content'];

/** Twelve requests of an agent loop; status and usage of each. */
async function play(
  pace: 'virtual' | 'real' | 'socket',
  timeScale: number,
): Promise<(string | number)[]> {
  const backend = createTestSimulator(
    createDefaultAgent(),
    { ...parameters, time_scale: timeScale },
    { pace: pace === 'virtual' ? 'virtual' : 'real', nowMs: () => 0 },
  );
  const server =
    pace === 'socket'
      ? await startSimulatorServer({ host: '127.0.0.1', port: 0, createBackend: () => backend })
      : null;
  const input: object[] = [{ type: 'message', role: 'developer', content: words('prefix', 1500) }];
  const seen: (string | number)[] = [];
  for (let turn = 0; turn < 12; turn++) {
    if (turn % 4 === 0) input.push({ type: 'message', role: 'user', content: `go ${turn}` });
    const { status, text } = server
      ? await overSocket(server.url, { ...base, input, include })
      : await send(backend, { ...base, input, include });
    const data = text.split('\n').filter((line) => line.startsWith('data: '));
    const events = data.map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>);
    seen.push(
      status,
      JSON.stringify((events.at(-1)?.['response'] as { usage?: object })?.usage ?? null),
    );
    for (const { type, item } of events) {
      if (type !== 'response.output_item.done') continue;
      const output = item as { type: string; call_id?: string };
      input.push(output);
    }
    for (const call of input.filter(
      (item) => (item as { type: string }).type === 'function_call',
    )) {
      const { call_id } = call as { call_id: string };
      const isAnswered = input.some(
        (item) =>
          (item as { type: string }).type === 'function_call_output' &&
          (item as { call_id: string }).call_id === call_id,
      );
      if (!isAnswered) input.push({ type: 'function_call_output', call_id, output: 'README.md' });
    }
  }
  await server?.close();
  return seen;
}

async function overSocket(url: string, body: object): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'session-id': 'session' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

test('virtual, scaled and real time, in one process and over a socket, agree', async () => {
  const virtual = await play('virtual', 1);
  expect(virtual.filter((value) => value === 500).length).toBeGreaterThan(0);
  expect(virtual.filter((value) => value === 200).length).toBeGreaterThan(3);
  expect(await play('real', 1)).toEqual(virtual);
  expect(await play('real', 0.1)).toEqual(virtual);
  expect(await play('socket', 1)).toEqual(virtual);
});
