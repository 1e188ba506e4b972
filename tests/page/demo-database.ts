// A database with the sessions that the page's tests look at: a cache that works, one that breaks
// for causes that are known, both sides of a gateway, subagents, titles, and hostile content. Usage
// is what the simulator's cache reports.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { createSimulator } from '../../src/backends/simulator/simulator.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { ModelStep, SimulatedAgent } from '../../src/domain/model-step.ts';
import type { SessionDescriptor } from '../../src/domain/session.ts';
import { exchangeAnswer } from '../../src/exchange/answer.ts';
import type { HeaderList } from '../../src/lib/header-list.ts';
import type { JsonObject } from '../../src/lib/json.ts';
import { createSeededRandom } from '../../src/lib/seeded-random.ts';
import { defaultSimulatorParameters } from '../../src/profiles/simulator-parameters.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { end, recordDirectly } from '../../src/store/store.test-support.ts';
import type { Terminal } from '../../src/terminal/console.ts';

const recordings = join(import.meta.dirname, '../../recordings');
const minuteMs = 60_000;
const startMs = Date.UTC(2026, 10, 20, 9, 0, 0);
const streamed: HeaderList = [['Content-Type', 'text/event-stream']];

const vocabulary =
  'the parser reads each line of the file and keeps what it finds in a map of names where a test says how the result should look when nothing is there or when the input ends early return value if error then print next step config server client request answer cache prefix token count model call tool output'.split(
    ' ',
  );

/** Words that look like notes and code, the same for the same seed. */
export function someWords(seed: string, words: number): string {
  const random = createSeededRandom(seed);
  return Array.from({ length: words }, (_, index) => {
    const word = vocabulary[Math.floor(random.next() * vocabulary.length)] ?? 'word';
    return index % 14 === 13 ? `${word}.\n` : word;
  }).join(' ');
}

interface Tool {
  readonly type: 'function';
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}

function tools(...names: string[]): Tool[] {
  return names.map((name) => ({
    type: 'function',
    name,
    description: `${name}: ${someWords(name, 120)}`,
    parameters: { type: 'object', properties: { path: { type: 'string' } } },
  }));
}

/** Two calls of tools, then an answer. */
function createAgent(): SimulatedAgent {
  let round = 0;
  return {
    nextStep(): ModelStep {
      round++;
      const isAnswer = round % 3 === 0;
      return {
        reasoningTokens: isAnswer ? 128 : 320,
        summary: ['Looking at what the tool said.'],
        text: isAnswer ? `Done with step ${round}.` : '',
        calls: isAnswer
          ? []
          : [
              {
                kind: 'function',
                callId: `call_${round}`,
                name: 'read',
                arguments: JSON.stringify({ path: `src/part-${round}.ts` }),
              },
            ],
      };
    },
  };
}

export interface DemoStep {
  /** What the user says; absent: the tools' results are sent. */
  readonly user?: string;
  /** Minutes since the call before. */
  readonly minutes?: number;
  readonly outputWords?: number;
  readonly change?: (request: Record<string, unknown>) => void;
}

interface DemoSession {
  readonly descriptor: SessionDescriptor;
  readonly atMs: number;
  readonly steps: readonly DemoStep[];
  readonly instructions?: (call: number) => string;
  readonly tools?: readonly Tool[];
  readonly headWords?: number;
}

const tokenizer = await loadO200kTokenizer();

export function descriptor(id: string, more: Partial<SessionDescriptor> = {}): SessionDescriptor {
  return {
    ...{ id, client: 'codex', side: 'client', clientSessionId: id.slice(2), agentId: null },
    ...{ kind: 'turn', parent: null },
    ...more,
  };
}

type Recorder = ReturnType<typeof recordDirectly>;

let exchanges = 0;
/** Ids in order of time, as the recorder's are. */
export function demoExchangeId(): string {
  exchanges++;
  return `x_019a0000-0000-7000-8000-${String(exchanges).padStart(12, '0')}`;
}

/** Plays a session of the Responses API on the simulator, and records it. */
export async function recordDemoSession(sink: Recorder, demo: DemoSession): Promise<void> {
  let nowMs = demo.atMs;
  const simulator = createSimulator({
    ...{ tokenizer, agent: createAgent(), seed: demo.descriptor.id, account: 'demo' },
    parameters: { ...defaultSimulatorParameters, rules_off: 'all' },
    ...{ nowMs: () => nowMs, pace: 'virtual' },
  });
  const key = demo.descriptor.clientSessionId ?? 'none';
  const input: unknown[] = [
    {
      type: 'message',
      role: 'developer',
      content: [{ type: 'input_text', text: someWords('head', demo.headWords ?? 2500) }],
    },
    {
      type: 'message',
      role: 'user',
      content: [
        {
          type: 'input_text',
          text: '<environment_context>\n  <cwd>/home/dev/parser</cwd>\n</environment_context>',
        },
      ],
    },
  ];
  let pending: string[] = [];
  for (const [call, step] of demo.steps.entries()) {
    nowMs += (step.minutes ?? 0.4) * minuteMs;
    for (const callId of pending) {
      input.push({
        ...{ type: 'function_call_output', call_id: callId },
        output: someWords(`${key} ${call}`, step.outputWords ?? 400),
      });
    }
    if (step.user !== undefined) {
      input.push({
        ...{ type: 'message', role: 'user' },
        content: [{ type: 'input_text', text: step.user }],
      });
    }
    const request: Record<string, unknown> = {
      model: 'gpt-5.5',
      instructions: demo.instructions?.(call) ?? someWords('instructions', 600),
      input: [...input],
      tools: [...(demo.tools ?? tools('read', 'write', 'shell'))],
      ...{ tool_choice: 'auto', parallel_tool_calls: false, stream: true, store: false },
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'medium', context: 'all_turns' },
      prompt_cache_key: key,
    };
    step.change?.(request);
    const body = new TextEncoder().encode(JSON.stringify(request));
    const headers: HeaderList = [
      ...([['content-type', 'application/json']] as HeaderList),
      ['session-id', key],
      ['authorization', '<redacted:5f2a>'],
    ];
    const { status, body: answer, headers: answered } = await simulator.send({ body, headers });
    const chunks: { readonly bytes: Uint8Array; readonly elapsedMs: number }[] = [];
    for await (const { bytes } of answer) {
      chunks.push({ bytes, elapsedMs: 180 + 25 * chunks.length });
    }
    const id = demoExchangeId();
    const response = {
      ...{ status, statusText: 'OK', elapsedMs: 150 },
      headers: [...answered, ...streamed],
    };
    sink.begin({
      ...{ id, session: demo.descriptor, method: 'POST', target: '/v1/responses', headers, body },
      ...{ startedAtMs: nowMs, linkedTo: null },
    });
    sink.flushed(id, 2);
    sink.responseHead(id, response);
    for (const { bytes, elapsedMs } of chunks) sink.chunk(id, bytes, elapsedMs);
    const lastMs = chunks.at(-1)?.elapsedMs ?? 200;
    sink.end(id, { ...end, trailers: [], elapsedMs: lastMs + 5 });
    const responseBody = new Uint8Array(Buffer.concat(chunks.map(({ bytes }) => bytes)));
    let offset = 0;
    const placed = chunks.map(({ bytes, elapsedMs }) => {
      const chunk = { offset, length: bytes.length, elapsedMs };
      offset += bytes.length;
      return chunk;
    });
    const { items } = exchangeAnswer({
      response,
      responseBody,
      chunks: placed,
      end: { ...end, elapsedMs: lastMs },
    });
    input.push(...items);
    pending = items.flatMap((item) =>
      item.type === 'function_call' && 'call_id' in item ? [String(item.call_id)] : [],
    );
  }
}

const swapTools = (request: Record<string, unknown>): void => {
  const list = request['tools'] as Tool[];
  list.push(...list.splice(0, 1));
};

/** A cache that works, and breaks once each: tools change places, an hour of lunch. */
const parser: DemoSession = {
  descriptor: descriptor('s_parser'),
  atMs: startMs,
  steps: [
    { user: 'Find out why the parser loses the last line of a file' },
    {},
    {},
    { user: 'Now write a test that fails without the fix', minutes: 2 },
    {},
    { change: swapTools },
    { user: 'Run all tests again', minutes: 3, change: swapTools },
    { change: swapTools },
    { change: swapTools },
    { user: 'Back from lunch: write the change log', minutes: 95, change: swapTools },
    { change: swapTools },
    { change: swapTools },
  ],
};

/** Every call begins with another line: a hit rate of 0. */
const billing: DemoSession = {
  descriptor: descriptor('s_billing'),
  atMs: startMs + 300 * minuteMs,
  instructions: (call) =>
    `x-anthropic-billing-header: cc_version=2.1.119; cch=${(0xa7754 + 7919 * call).toString(16)};\n\n${someWords('instructions', 900)}`,
  steps: [
    { user: 'My hit rate is 0, and I do not know why' },
    {},
    {},
    { user: 'Is it any better now?', minutes: 1 },
    {},
    {},
  ],
};

const agents: DemoSession[] = [
  {
    descriptor: descriptor('s_agent_one', { agentId: 'explorer', parent: 's_parser' }),
    atMs: startMs + 0.7 * minuteMs,
    headWords: 900,
    steps: [{ user: 'List every place that opens a file' }, {}, {}],
  },
  {
    descriptor: descriptor('s_title', { kind: 'title', parent: 's_parser' }),
    atMs: startMs + 0.1 * minuteMs,
    headWords: 60,
    steps: [{ user: 'Write a title for this conversation' }],
  },
];

/** Both sides of a gateway, from a fixture. */
function recordGateway(sink: Recorder): void {
  const folder = join(recordings, 'claude-code-tool-loop');
  const client: SessionDescriptor = descriptor('s_gateway', { client: 'claude' });
  const upstream: SessionDescriptor = descriptor('s_gateway_up', {
    ...{ client: 'claude', side: 'upstream' },
  });
  for (let call = 1; call <= 6; call++) {
    const name = String(call).padStart(2, '0');
    const sides = [
      [
        client,
        '/v1/messages?beta=true',
        `${name}.request.json`,
        `expected/on/${name}.response.sse`,
      ],
      [upstream, '/v1/responses', `expected/on/${name}.request.json`, `${name}.response.sse`],
    ] as const;
    let linkedTo: string | null = null;
    for (const [session, target, sent, got] of sides) {
      const id = demoExchangeId();
      sink.begin({
        ...{ id, session, method: 'POST', target, linkedTo },
        headers: [['content-type', 'application/json']],
        body: readFileSync(join(folder, sent)),
        startedAtMs: startMs + 600 * minuteMs + 0.5 * call * minuteMs,
      });
      sink.flushed(id, 3);
      sink.responseHead(id, { status: 200, statusText: 'OK', headers: streamed, elapsedMs: 210 });
      sink.chunk(id, readFileSync(join(folder, got)), 240);
      sink.end(id, { ...end, trailers: [], elapsedMs: 300 });
      linkedTo = id;
    }
  }
}

/** What must stay text wherever it is shown. */
export const hostileTexts = [
  '<script>document.title="owned"</script>',
  '<img src=x onerror="document.title=\'owned\'">',
  'javascript:alert(1) "><svg onload=document.title=1>',
  '\u001b[31mred\u001b[0m \u001b]0;title\u0007',
  'right \u202eto left\u202c and \u2066isolated\u2069',
  '</textarea></pre></style></script><!-- -->',
];

const hostile: DemoSession = {
  descriptor: descriptor('s_hostile', { agentId: null }),
  atMs: startMs + 900 * minuteMs,
  steps: [
    { user: hostileTexts.join(' ') },
    {},
    {},
    { user: `${'long '.repeat(1_000_000)}the end`, minutes: 1 },
  ],
  tools: [
    {
      ...{ type: 'function', name: 'read', parameters: { type: 'object' } },
      description: hostileTexts.join('\n'),
    },
  ],
};

export interface DemoOptions {
  /** Without the session of hostile content, which takes seconds. */
  readonly isTame?: boolean;
}

export function quietTerminal(cwd: string): Terminal {
  const quiet = (): void => {};
  return {
    ...{ env: {}, cwd, colour: false, quiet: true, childOwnsStdout: false },
    ...{ result: quiet, bytes: quiet, json: quiet, note: quiet, error: quiet },
  };
}

/** A small A/B, as `ab` saves it. */
export async function saveDemoRun(path: string): Promise<void> {
  const scenario = join(import.meta.dirname, '../../scenarios/plain-tool-loop.yaml');
  const arms = ['--arm', 'bare', '--arm', 'off', '--arm', 'on'];
  const out = ['--out', join(dirname(path), 'reports'), '--no-charts', '--quiet'];
  const words = ['ab', scenario, ...arms, '--run', 'demo', '--db', path, ...out];
  await runCommandLine(words, quietTerminal(dirname(path)));
}

/** @param path of a file that does not exist */
export async function makeDemoDatabase(
  path: string,
  { isTame = false }: DemoOptions = {},
): Promise<void> {
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  await recordDemoSession(sink, parser);
  for (const agent of agents) await recordDemoSession(sink, agent);
  await recordDemoSession(sink, billing);
  recordGateway(sink);
  if (!isTame) await recordDemoSession(sink, hostile);
  sink.close();
  database.close();
}
