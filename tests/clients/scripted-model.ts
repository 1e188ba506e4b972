// A simulated model that plays a script for the real Claude Code, and a record of what arrived:
// every request, its status, and the reasoning that each response produced.
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { createSimulator } from '../../src/backends/simulator/simulator.ts';
import { startSimulatorServer } from '../../src/backends/simulator/simulator-server.ts';
import type { Backend } from '../../src/domain/backend.ts';
import type { ModelStep, SimulatedAgent } from '../../src/domain/model-step.ts';
import { defaultSimulatorParameters } from '../../src/profiles/simulator-parameters.ts';
import { parseSse } from '../../src/wire/sse.ts';

export interface ScriptCall {
  readonly name: string;
  readonly input: unknown;
}
/** What the model does, call by call; when a script is over it answers. */
export type Scripts = Readonly<Record<string, readonly (readonly ScriptCall[])[]>>;

interface Item {
  type: string;
  role?: string;
  content?: string | { type: string; text?: string }[];
  encrypted_content?: string;
}
export interface SeenRequest {
  readonly model: string;
  readonly session: string;
  readonly input: readonly Item[];
  readonly tools: readonly string[];
  readonly status: number;
  /** Why, when it was refused. */
  readonly refusal: string;
  /** Encrypted reasoning that the response produced. */
  readonly produced: string[];
}

const textOf = ({ content }: Item): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('\n');

/** A user turn names its script: `SCRIPT:name` in the prompt. */
function createScriptedModel(scripts: Scripts): SimulatedAgent {
  let calls = 0;
  return {
    nextStep(request): ModelStep {
      const { input } = request as { input: Item[] };
      const start = input.findLastIndex(
        (item) => item.role === 'user' && /SCRIPT:\w+/.test(textOf(item)),
      );
      const name = /SCRIPT:(\w+)/.exec(textOf(input[start] ?? { type: 'none' }))?.[1] ?? '';
      const done = input
        .slice(start + 1)
        .filter(
          ({ type }, index, items) =>
            type === 'function_call' && items[index - 1]?.type !== 'function_call',
        ).length;
      const step = scripts[name]?.[done] ?? [];
      return {
        reasoningTokens: 64,
        summary: ['Thinking about it.'],
        text: step.length === 0 ? `Script ${name} is done.` : '',
        calls: step.map((call) => ({
          kind: 'function',
          callId: `call_scripted_${calls++}`,
          name: call.name,
          arguments: JSON.stringify(call.input),
        })),
      };
    },
  };
}

export interface ScriptedServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** From now on what was encrypted before cannot be verified. */
  rotateKey(): void;
  close(): Promise<void>;
}

export async function startScriptedModel(scripts: Scripts): Promise<ScriptedServer> {
  const tokenizer = await loadO200kTokenizer();
  const agent = createScriptedModel(scripts);
  const seen: SeenRequest[] = [];
  let epoch = 0;
  const create = (account: string, encryption_epoch: number): Backend =>
    createSimulator({
      ...{ tokenizer, agent, account, seed: 'claude', nowMs: Date.now, pace: 'real' },
      parameters: { ...defaultSimulatorParameters, time_scale: 0, encryption_epoch },
    });
  const server = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    createBackend(account) {
      const backends = [create(account, 0), create(account, 1)] as const;
      const send: Backend['send'] = (...sent) => backends[epoch === 0 ? 0 : 1].send(...sent);
      return watch({ ...backends[0], send }, seen);
    },
  });
  return {
    url: `${server.url}/v1`,
    seen,
    rotateKey() {
      epoch = 1;
    },
    close: () => server.close(),
  };
}

/** Keeps what comes and goes. */
function watch(backend: Backend, seen: SeenRequest[]): Backend {
  return {
    ...backend,
    async send(request, signal) {
      const answer = await backend.send(request, signal);
      const { model, input, tools, prompt_cache_key } = JSON.parse(
        new TextDecoder().decode(request.body),
      ) as { model: string; input: Item[]; tools?: { name: string }[]; prompt_cache_key?: string };
      const entry = {
        ...{ model, input, session: prompt_cache_key ?? '', status: answer.status },
        ...{ tools: (tools ?? []).map(({ name }) => name), refusal: '', produced: [] as string[] },
      };
      seen.push(entry);
      async function* tee() {
        const parts: Uint8Array[] = [];
        for await (const chunk of answer.body) {
          parts.push(chunk.bytes);
          yield chunk;
        }
        const bytes = Buffer.concat(parts);
        if (answer.status !== 200) entry.refusal = bytes.toString();
        else entry.produced.push(...reasoningOf(bytes));
      }
      return { ...answer, body: tee() };
    },
  };
}

function reasoningOf(stream: Uint8Array): string[] {
  return parseSse(stream)
    .map(({ data }) => JSON.parse(data) as { type: string; item?: Item })
    .filter(({ type, item }) => type === 'response.output_item.done' && item?.type === 'reasoning')
    .flatMap(({ item }) => item?.encrypted_content ?? []);
}

/** Reasoning that could have come back and that did, over the requests of one session in order. */
export function returnedReasoning(requests: readonly SeenRequest[]): [number, number] {
  let expected = 0;
  let returned = 0;
  const known: string[] = [];
  for (const { input, produced } of requests) {
    const sent = new Set(input.flatMap((item) => item.encrypted_content ?? []));
    expected += known.length;
    returned += known.filter((content) => sent.has(content)).length;
    known.push(...produced);
  }
  return [returned, expected];
}
