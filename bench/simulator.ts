// The simulator in virtual time: calls a minute on prompts of 50,000 tokens that share prefixes,
// how the cost of a call grows with its history, what memory a long run leaves, and idle
// connections.
import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import type { Backend } from '../src/domain/backend.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { fillerText } from '../src/scenarios/filler.ts';
import { sum } from '../src/stats/descriptive.ts';
import type { BenchPart } from './part.ts';
import { medianOf } from './sample.ts';
import { measureMemory } from './simulator-memory.ts';

const sharedTokens = 40_000;
const toolTokens = 8_000;
const newTokens = 250;
/** Of one process: the compiler has seen the code when the first ones are over. */
const coldSessions = 12;
const warmSessions = 36;
const callsPerSession = 40;
const idleConnections = 10_000;

const message = (role: string, text: string): object => ({
  type: 'message',
  role,
  content: [{ type: 'input_text', text }],
});
const tools = Array.from({ length: 10 }, (_, index) => ({
  type: 'function',
  name: `tool_${index}`,
  description: fillerText(toolTokens / 10, `tool ${index}`),
  parameters: { type: 'object', properties: {} },
  strict: false,
}));

async function createBackend(): Promise<{ backend: Backend; pass(): void }> {
  const tokenizer = await loadO200kTokenizer();
  let nowMs = Date.UTC(2026, 0, 1);
  let calls = 0;
  const backend = createSimulator({
    tokenizer,
    agent: {
      nextStep: () => ({
        reasoningTokens: 200,
        summary: [],
        text: '',
        calls: [
          {
            kind: 'function',
            callId: `call_${calls++}`,
            name: 'tool_0',
            arguments: `{"command":"${fillerText(20, String(calls))}"}`,
          },
        ],
      }),
    },
    parameters: defaultSimulatorParameters,
    seed: 'bench',
    account: 'bench',
    nowMs: () => nowMs,
    pace: 'virtual',
  });
  return {
    backend,
    pass: () => {
      nowMs += 5_000;
    },
  };
}

/**
 * Sends one request and reads it to its end; processor time in the simulator, ms, and the new
 * items.
 */
async function call(
  backend: Backend,
  input: readonly object[],
  session: string,
): Promise<{ ms: number; items: object[]; tokens: number }> {
  const body = new TextEncoder().encode(
    JSON.stringify({
      ...{ model: 'gpt-5.5', stream: true, input, tools, store: false },
      ...{ include: ['reasoning.encrypted_content'], prompt_cache_key: session },
    }),
  );
  const before = process.cpuUsage();
  const answer = await backend.send({ body, headers: [['session-id', session]] });
  const pieces: Uint8Array[] = [];
  for await (const { bytes } of answer.body) pieces.push(bytes);
  // Processor time, all threads: the goal is stated for one core, and machines are shared.
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  const items: object[] = [];
  let tokens = 0;
  for (const line of Buffer.concat(pieces).toString('utf8').split('\n')) {
    if (!line.startsWith('data: ')) continue;
    const event = JSON.parse(line.slice(6)) as {
      type: string;
      item?: object;
      response?: { usage?: { input_tokens: number } };
    };
    if (event.type === 'response.output_item.done' && event.item) items.push(event.item);
    if (event.type === 'response.completed') tokens = event.response?.usage?.input_tokens ?? 0;
  }
  return { ms, items, tokens };
}

function outputsOf(items: readonly object[], seed: string): object[] {
  return items.flatMap((item) => {
    const { type, call_id } = item as { type: string; call_id: string };
    if (type !== 'function_call') return [];
    return [{ type: 'function_call_output', call_id, output: fillerText(newTokens, seed) }];
  });
}

async function measureThroughput() {
  const { backend, pass } = await createBackend();
  const system = message('developer', fillerText(sharedTokens, 'shared'));
  /** Processor time of each session, ms. */
  const spent: number[] = [];
  let tokens = 0;
  const sessions = coldSessions + warmSessions;
  for (let session = 0; session < sessions; session++) {
    let spentMs = 0;
    const input: object[] = [system, message('user', fillerText(50, `user ${session}`))];
    for (let index = 0; index < callsPerSession; index++) {
      const answer = await call(backend, input, `session ${session}`);
      spentMs += answer.ms;
      tokens += answer.tokens;
      input.push(...answer.items, ...outputsOf(answer.items, `${session} ${index}`));
      pass();
    }
    spent.push(spentMs);
  }
  const aMinute = (times: readonly number[]): number =>
    (60_000 * times.length * callsPerSession) / sum(times);
  const warm = spent.slice(coldSessions);
  return {
    calls_per_core_minute: aMinute(warm),
    // The first session also fills the tokenizer's memory.
    calls_per_core_minute_at_first: aMinute(spent.slice(1, coldSessions)),
    cpu_ms_per_call: sum(warm) / (warm.length * callsPerSession),
    mean_prompt_tokens: tokens / (sessions * callsPerSession),
  };
}

/** Median cost of a call that adds little to a history of so many tokens. */
async function costAt(historyTokens: number): Promise<number> {
  const { backend, pass } = await createBackend();
  const input: object[] = [message('developer', fillerText(historyTokens, 'history'))];
  input.push(message('user', 'go'));
  const times: number[] = [];
  for (let index = 0; index < 25; index++) {
    const answer = await call(backend, input, 'session');
    if (index > 4) times.push(answer.ms);
    input.push(...answer.items, ...outputsOf(answer.items, `cost ${index}`));
    pass();
  }
  return medianOf(times);
}

/** Opens idle connections to `turntape sim` in a process of its own and asks for an answer. */
async function holdIdleConnections(): Promise<{ idle_connections: number; answered: string }> {
  const program = join(import.meta.dirname, '..', 'bin', 'turntape.js');
  const child = spawn(process.execPath, [program, 'sim', '--json', '--sim', 'time_scale=0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const sockets: Socket[] = [];
  try {
    const { url } = await new Promise<{ url: string }>((found) => {
      createInterface({ input: child.stdout }).once('line', (line) => found(JSON.parse(line)));
    });
    const { hostname, port } = new URL(url);
    const open = (): Promise<Socket> =>
      new Promise((opened, failed) => {
        const socket = connect(Number(port), hostname, () => opened(socket));
        socket.once('error', failed);
      });
    for (let index = 0; index < idleConnections; index += 100) {
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, open))));
    }
    const body = JSON.stringify({ model: 'gpt-5.5', input: 'hello', stream: true, store: false });
    const answer = await fetch(`${url}/v1/responses`, { method: 'POST', body });
    const text = await answer.text();
    return {
      idle_connections: sockets.length,
      answered: text.includes('response.completed') ? 'yes' : 'no',
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    child.kill('SIGKILL');
  }
}

export const simulatorPart: BenchPart = {
  description: 'simulated calls a minute, cost by length of history, memory, idle connections',
  async run(note) {
    const throughput = await measureThroughput();
    const { calls_per_core_minute: warm, calls_per_core_minute_at_first: cold } = throughput;
    note(`${Math.round(warm)} calls a minute of one core, ${Math.round(cold)} at first`);
    const short = await costAt(10_000);
    const long = await costAt(100_000);
    note(
      `a call costs ${short.toFixed(2)} ms at 10,000 tokens of history, ${long.toFixed(2)} at 100,000`,
    );
    const memory = await measureMemory();
    note(
      `${memory.heap_mb_when_full.toFixed(1)} MB when its capacities are full, ${memory.heap_mb_after_4_times_as_many.toFixed(1)} after four times as many sessions`,
    );
    const idle = await holdIdleConnections().catch((error: unknown) => ({
      idle_connections: 0,
      answered: `not measured: ${String(error)}`,
    }));
    return {
      ...throughput,
      cpu_ms_at_10000_tokens: short,
      cpu_ms_at_100000_tokens: long,
      ratio_10_times_the_history: long / short,
      ...memory,
      ...idle,
    };
  },
};
