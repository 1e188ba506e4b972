// A gateway on a real socket, with a scripted backend and a sink that keeps everything in memory.
import { randomBytes } from 'node:crypto';
import type { Backend, BackendRequest, BackendResponse } from '../../domain/backend.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../../domain/exchange.ts';
import type { Sink } from '../../domain/sink.ts';
import {
  defaultTranslatorOptions,
  type TranslatorOptions,
} from '../../domain/translator-options.ts';
import type { ReasoningStore } from '../../domain/translator-state.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { uuidV7 } from '../../lib/uuid-v7.ts';
import { defaultReasoningStoreLimits } from '../../reasoning-store/limits.ts';
import { createMemoryReasoningStore } from '../../reasoning-store/memory-reasoning-store.ts';
import { createProxyServer } from '../server.ts';
import { createGateway } from './gateway.ts';

export interface KeptExchange extends ExchangeStart {
  flushedMs?: number;
  head?: ResponseHead;
  parts: Uint8Array[];
  ended?: ExchangeEnd;
}

export interface MemorySink extends Sink {
  readonly exchanges: KeptExchange[];
  /** Resolves when every exchange of this side has ended, and there are at least `count`. */
  settled(side: 'client' | 'upstream', count: number): Promise<KeptExchange[]>;
}

export function createMemorySink(): MemorySink {
  const exchanges: KeptExchange[] = [];
  const waiting: (() => void)[] = [];
  const find = (id: string): KeptExchange => {
    const found = exchanges.find((exchange) => exchange.id === id);
    if (!found) throw new Error(`no exchange ${id}`);
    return found;
  };
  return {
    exchanges,
    async settled(side, count) {
      for (;;) {
        const found = exchanges.filter(({ session }) => session.side === side);
        if (found.length >= count && found.every(({ ended }) => ended)) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    async begin(request, identify) {
      // As the real one: what is said of an exchange before it is stored is an error here.
      await null;
      exchanges.push({ ...request, session: identify(), parts: [] });
      return 'stored';
    },
    drop: () => {},
    flushed: (id, elapsedMs) => {
      find(id).flushedMs = elapsedMs;
    },
    responseHead: (id, head) => {
      find(id).head = head;
    },
    chunk: (id, bytes) => {
      find(id).parts.push(bytes);
    },
    end: (id, end) => {
      find(id).ended = end;
      for (const wake of waiting.splice(0)) wake();
    },
    flush: async () => {},
    close: async () => {},
  };
}

/** One scripted answer: chunks of a stream, each awaited before it is sent. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: HeaderList;
  /** A list: pieces that come together, as one chunk. */
  readonly body: readonly (string | readonly string[] | Promise<string>)[];
  /** Breaks the stream off after the body. */
  readonly cut?: boolean;
}

export interface ScriptedBackend extends Backend {
  readonly requests: JsonObject[];
  readonly signals: (AbortSignal | undefined)[];
}

export function createScriptedBackend(
  answers: readonly (ScriptedAnswer | Error)[],
): ScriptedBackend {
  const requests: JsonObject[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const next = (request: BackendRequest, signal?: AbortSignal): BackendResponse => {
    const body = parseJson(new TextDecoder().decode(request.body));
    const answer = answers[requests.push(isJsonObject(body) ? body : {}) - 1];
    signals.push(signal);
    if (answer === undefined) throw new Error('more requests than scripted answers');
    if (answer instanceof Error) throw answer;
    return {
      status: answer.status ?? 200,
      headers: answer.headers ?? [],
      body: play(answer, signal),
    };
  };
  return {
    name: 'scripted',
    label: 'simulated',
    account: 'account',
    requests,
    signals,
    describe: ({ headers }) => ({ method: 'POST', target: '/responses', headers }),
    send: async (request, signal) => next(request, signal),
    close: async () => {},
  };
}

async function* play(answer: ScriptedAnswer, signal: AbortSignal | undefined) {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  for (const chunk of answer.body) {
    const pieces = [await Promise.race([chunk, aborted])].flat();
    const sizes = pieces.map((piece) => Buffer.byteLength(piece));
    yield { bytes: Buffer.from(pieces.join('')), elapsedMs: 1, sizes };
  }
  if (answer.cut) throw new Error('socket hang up');
}

export const clock: Clock = { nowMs: Date.now, monotonicMs: () => performance.now() };

export async function startGateway(
  backend: Backend,
  options: Partial<TranslatorOptions> = {},
  pingIntervalMs = 60_000,
  reasoningStore: ReasoningStore = createMemoryReasoningStore(defaultReasoningStoreLimits, clock),
) {
  const sink = createMemorySink();
  const defects: unknown[] = [];
  const onDefect = (error: unknown): unknown => defects.push(error);
  const gateway = createGateway({
    backend,
    reasoningStore,
    sink,
    clock,
    options: { ...defaultTranslatorOptions, ...options },
    upstreamModel: (model) => (model.startsWith('claude') ? 'gpt-5.5' : model),
    envelopeSecret: 'a secret of the tests',
    fingerprintKey: new Uint8Array(32),
    newId: () => `x_${uuidV7(Date.now(), randomBytes(10).toString('hex'))}`,
    countTokens: async (body) => body.input.length,
    pingIntervalMs,
    onDefect,
  });
  const server = await createProxyServer({
    listen: { host: '127.0.0.1', port: 0 },
    handler: gateway.handler,
    refuse: gateway.refuse,
    clock,
    requestBytesMax: 100_000,
    onDefect,
  });
  return {
    ...{ url: server.url, sink, defects, counters: gateway.counters },
    close: () => server.close(),
  };
}
