// Virtual, scaled and real time are the same simulator: one seed gives the same statuses, tokens
// and ends, whatever goes wrong.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Backend } from '../../domain/backend.ts';
import { type FaultName, faultNames } from '../../profiles/fault-names.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { parseSse } from '../../wire/sse.ts';
import { createDefaultAgent } from './default-agent.ts';
import { createTestSimulator, send, words } from './simulator.test-support.ts';
import { startSimulatorServer } from './simulator-server.ts';

const quick: Partial<SimulatorParameters> = {
  noise: 0.4,
  // So little that real time takes no time worth speaking of.
  ...{ queue_ms: 1, prefill_us_per_token: 0.1, cached_us_per_token: 0.1, decode_us_per_token: 1 },
  stall_ms: 20,
};
const tools = [{ type: 'function', name: 'Bash', parameters: { type: 'object' } }];
const base = { model: 'gpt-5.5', stream: true, store: false, tools };
const include = ['reasoning.encrypted_content'];

type Pace = readonly [where: 'virtual' | 'process' | 'http' | 'websocket', timeScale: number];
const paces: readonly Pace[] = [
  ['virtual', 1],
  ['process', 1],
  ['process', 0.1],
  ['http', 1],
  ['websocket', 1],
];

interface Item {
  readonly type: string;
  readonly call_id?: string;
}

/** So many requests of an agent loop; status, events, usage and end of each. */
async function play(
  [where, time_scale]: Pace,
  requests: number,
  parameters: Partial<SimulatorParameters>,
): Promise<unknown[]> {
  const backend = createTestSimulator(
    createDefaultAgent(),
    { ...quick, ...parameters, time_scale },
    { pace: where === 'virtual' ? 'virtual' : 'real', nowMs: () => 0 },
  );
  const server =
    where === 'http' || where === 'websocket'
      ? await startSimulatorServer({ host: '127.0.0.1', port: 0, createBackend: () => backend })
      : null;
  const input: object[] = [{ type: 'message', role: 'developer', content: words('prefix', 1500) }];
  const seen: unknown[] = [];
  for (let turn = 0; turn < requests; turn++) {
    if (turn % 4 === 0) input.push({ type: 'message', role: 'user', content: `go ${turn}` });
    const body = { ...base, input, include };
    const { status, isCut, events } = server
      ? await (where === 'http' ? overHttp : overWebSocket)(server.url, body)
      : await inProcess(backend, body);
    const response = events.at(-1)?.['response'] as { usage?: object } | undefined;
    seen.push([status, isCut, events.map(({ type }) => type), response?.usage ?? null]);
    // An answer that was not complete is asked for again.
    if (isCut || events.at(-1)?.['type'] !== 'response.completed') continue;
    const items = events
      .filter(({ type }) => type === 'response.output_item.done')
      .map(({ item }) => item as Item);
    const outputs = items
      .filter(({ type }) => type === 'function_call')
      .map(({ call_id }) => ({ type: 'function_call_output', call_id, output: 'README.md' }));
    input.push(...items, ...outputs);
  }
  await server?.close();
  return seen;
}

const eventsOf = (pieces: readonly Uint8Array[]): Record<string, unknown>[] =>
  parseSse(Buffer.concat(pieces).toString('utf8')).flatMap(({ data }) => parsed(data));

/** An event; none for data that was damaged on purpose. */
function parsed(data: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(data) as Record<string, unknown>];
  } catch {
    return [{ type: 'not JSON' }];
  }
}

const headers = [['session-id', 'session']] as const;

interface Seen {
  readonly status: number;
  readonly isCut: boolean;
  readonly events: readonly Record<string, unknown>[];
}

async function inProcess(backend: Backend, body: object): Promise<Seen> {
  const { status, body: chunks } = await backend.send({
    body: new TextEncoder().encode(JSON.stringify(body)),
    headers,
  });
  const pieces: Uint8Array[] = [];
  let isCut = false;
  try {
    for await (const { bytes } of chunks) pieces.push(bytes);
  } catch {
    isCut = true;
  }
  return { status, isCut, events: eventsOf(pieces) };
}

async function overHttp(url: string, body: object): Promise<Seen> {
  // Not fetch: it throws away what came just before a connection is lost.
  const sent = request(`${url}/v1/responses`, {
    method: 'POST',
    headers: Object.fromEntries(headers),
  });
  sent.end(JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const pieces: Buffer[] = [];
  const isCut = await new Promise<boolean>((resolve) => {
    response.on('data', (piece: Buffer) => pieces.push(piece));
    response.on('end', () => resolve(false)).on('error', () => resolve(true));
  });
  return { status: response.statusCode ?? 0, isCut, events: eventsOf(pieces) };
}

/** One request on its own connection; a refusal comes as an event there. */
async function overWebSocket(url: string, body: object): Promise<Seen> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses`, {
    headers: Object.fromEntries(headers),
  });
  const events: Record<string, unknown>[] = [];
  const isCut = await new Promise<boolean>((resolve) => {
    socket.on('open', () => socket.send(JSON.stringify({ type: 'response.create', ...body })));
    socket.on('message', (data) => {
      const [event] = parsed(String(data));
      if (event !== undefined) events.push(event);
      const type = String(event?.['type']);
      if (/completed|failed|incomplete|^error$/.test(type)) resolve(false);
    });
    socket.on('close', () => resolve(true));
  });
  socket.terminate();
  const status = events[0]?.['status'];
  return typeof status === 'number'
    ? { status, isCut, events: [] }
    : { status: 200, isCut, events };
}

describe('virtual, scaled and real time, in one process and over both sockets, agree', () => {
  test('in a loop with errors here and there', async () => {
    const parameters = { fault: '500', fault_rate: 0.4 } as const;
    const [first, ...others] = await Promise.all(paces.map((pace) => play(pace, 12, parameters)));
    const statuses = (first as [number][]).map(([status]) => status);
    expect(statuses.filter((status) => status === 500).length).toBeGreaterThan(0);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(3);
    for (const other of others) expect(other).toEqual(first);
  });

  test.each<FaultName>(faultNames)('under the fault %s', async (fault) => {
    const parameters = { fault_plan: fault === 'none' ? '' : `2:${fault}` };
    const [first, ...others] = await Promise.all(paces.map((pace) => play(pace, 4, parameters)));
    for (const other of others) expect(other).toEqual(first);
    // The loop continues: later prompts hold what earlier answers brought.
    expect(first?.filter((request) => (request as unknown[])[3] !== null).length).toBeGreaterThan(
      0,
    );
    const isLost = ['cut', 'cut-before', 'stall'].includes(fault);
    expect((first as [number, boolean][]).map(([, isCut]) => isCut)).toEqual([
      ...[false, isLost, false, false],
    ]);
  });
});

describe('the virtual clock', () => {
  const user = { type: 'message', role: 'user', content: 'go' };
  const elapsed = async (fault: FaultName): Promise<number> => {
    const backend = createTestSimulator(createDefaultAgent(), { fault, stall_ms: 5_000 });
    return (await send(backend, { input: [user] })).elapsedMs;
  };

  test('shows how long a stall took', async () => {
    expect(await elapsed('stall')).toBe((await elapsed('cut')) + 5_000);
  });
});
