// What the simulator's tests share: a tokenizer whose tokens are words, and a client that plays
// turns.
import type { Backend, BackendResponse } from '../../domain/backend.ts';
import type { ModelStep, SimulatedAgent } from '../../domain/model-step.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../../profiles/simulator-parameters.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';
import { parseSse } from '../../wire/sse.ts';
import type { AccountMemory } from './account-memory.ts';
import { createSimulator } from './simulator.ts';

/** One token per word, so that token counts can be read off a test. */
export function createWordTokenizer(): Tokenizer {
  const ids = new Map<string, number>();
  const idOf = (word: string): number => {
    const known = ids.get(word) ?? ids.size;
    ids.set(word, known);
    return known;
  };
  const encode = (text: string): number[] => text.split(/\s+/).filter(Boolean).map(idOf);
  return { name: 'words', encode, count: (text) => encode(text).length };
}

/** `count` distinct words that begin with `name`. */
export function words(name: string, count: number): string {
  return Array.from({ length: count }, (_, index) => `${name}${index}`).join(' ');
}

/** 2,000 tokens in front of every prompt. */
export const developer = { type: 'message', role: 'developer', content: words('prefix', 2000) };
export const user = { type: 'message', role: 'user', content: 'go' };
export const include = ['reasoning.encrypted_content'];

/** A call of 50 tokens. */
export function callStep(reasoningTokens: number, id: string): ModelStep {
  const call = { kind: 'function', callId: id, name: 'tool', arguments: words(id, 49) } as const;
  return { reasoningTokens, summary: ['thinking'], text: '', calls: [call] };
}
/** An answer of 30 tokens. */
export function answerStep(reasoningTokens: number): ModelStep {
  return { reasoningTokens, summary: [], text: words('answer', 30), calls: [] };
}
/** The result of a call, 70 tokens. */
export const output = (id: string): object => ({
  type: 'function_call_output',
  call_id: id,
  output: words(`out-${id}`, 70),
});

/** Plays the given steps, one per accepted request. */
export function createScriptedAgent(steps: readonly ModelStep[]): SimulatedAgent {
  let next = 0;
  return {
    nextStep() {
      const step = steps[next++];
      if (step === undefined) throw new RangeError('the script has no further step');
      return step;
    },
  };
}

export function createTestSimulator(
  agent: SimulatedAgent,
  parameters: Partial<SimulatorParameters> = {},
  more: {
    account?: string;
    seed?: string;
    nowMs?: () => number;
    pace?: 'virtual' | 'real';
    memory?: AccountMemory;
  } = {},
): Backend {
  return createSimulator({
    tokenizer: createWordTokenizer(),
    agent,
    // Tests play many calls in no time, and count words: no frames, no rate limit unless asked for.
    parameters: {
      ...defaultSimulatorParameters,
      ...{ frame_tokens: 0, result_frame_tokens: 0, answer_frame_tokens: 0 },
      rate_per_key_minute: 0,
      ...parameters,
    },
    seed: more.seed ?? 'test',
    account: more.account ?? 'account',
    nowMs: more.nowMs ?? (() => 0),
    pace: more.pace ?? 'virtual',
    ...(more.memory && { memory: more.memory }),
  });
}

export interface TestAnswer {
  readonly status: number;
  readonly text: string;
  /** When the last byte came, or the connection was lost. */
  readonly elapsedMs: number;
  /** The connection was lost. */
  readonly isCut: boolean;
  readonly headers: HeaderList;
  readonly items: ResponsesItem[];
  /** The terminal event's response; undefined when the stream ended without one. */
  readonly response: ResponsesResponse | undefined;
}

/** The body of an answer, as text. */
export async function readText(
  backend: Backend,
  body: object,
  headers: HeaderList = [],
): Promise<string> {
  return (await readBody(await backend.send({ body: requestBytes(body), headers }))).text;
}

/** What comes of a body, and how it ends. */
async function readBody({ body }: BackendResponse) {
  const decoder = new TextDecoder();
  let text = '';
  let elapsedMs = 0;
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk.bytes, { stream: true });
      elapsedMs = chunk.elapsedMs;
    }
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return { text, elapsedMs, isCut: true };
  }
  return { text, elapsedMs, isCut: false };
}

function requestBytes(body: object): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({ model: 'gpt-5.5', stream: true, store: false, ...body }),
  );
}

/** Sends one request and collects what comes back. */
export async function send(
  backend: Backend,
  body: object,
  headers: HeaderList = [['session-id', 'session']],
): Promise<TestAnswer> {
  const answer = await backend.send({ body: requestBytes(body), headers });
  const { text, elapsedMs, isCut } = await readBody(answer);
  const events = parseSse(text).map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  return {
    status: answer.status,
    text,
    elapsedMs,
    isCut,
    headers: answer.headers,
    items: events
      .filter(({ type }) => type === 'response.output_item.done')
      .map(({ item }) => item as ResponsesItem),
    response: events.find(({ type }) =>
      /^response\.(completed|failed|incomplete)$/.test(String(type)),
    )?.['response'] as ResponsesResponse | undefined,
  };
}
