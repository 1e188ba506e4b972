// Plays requests on the simulator in virtual time and keeps what the published figures speak of:
// cached tokens of every call, by session and by what caused the call.
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { createSimulator } from '../../src/backends/simulator/simulator.ts';
import type { Backend } from '../../src/domain/backend.ts';
import type { HeaderList } from '../../src/lib/header-list.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../../src/profiles/simulator-parameters.ts';
import { observeResponse } from '../../src/runner/observe-response.ts';

export interface Call {
  readonly input: readonly object[];
  readonly session?: string;
  readonly key?: string;
  readonly effort?: string;
}

export interface Outcome {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  /** 0 where the backend counts none. */
  readonly writtenTokens: number;
  readonly items: readonly object[];
  readonly ttftMs: number;
}

export interface Player {
  ask(call: Call): Promise<Outcome>;
  /** Lets time pass, in ms. */
  pass(ms: number): void;
}

const tokenizer = await loadO200kTokenizer();
/** A short answer to every request: what is generated is not what these figures are about. */
const step = { reasoningTokens: 0, summary: [], text: 'ok', calls: [] };

/** @param model decides how the cache matches; as published, or `gpt-5.5` */
export function createPlayer(
  seed: string,
  model: string,
  parameters: Partial<SimulatorParameters> = {},
  reasoningTokens = 0,
): Player {
  let nowMs = Date.UTC(2026, 0, 1);
  const backend: Backend = createSimulator({
    tokenizer,
    agent: { nextStep: () => ({ ...step, reasoningTokens }) },
    parameters: { ...defaultSimulatorParameters, ...parameters },
    seed,
    account: 'calibration',
    nowMs: () => nowMs,
    pace: 'virtual',
  });
  return {
    pass: (ms) => {
      nowMs += ms;
    },
    async ask({ input, session, key, effort }) {
      const headers: HeaderList = session === undefined ? [] : [['session-id', session]];
      const body = {
        ...{ model, stream: true, store: false, input },
        include: ['reasoning.encrypted_content'],
        ...(key !== undefined && { prompt_cache_key: key }),
        ...(effort !== undefined && { reasoning: { effort } }),
      };
      const bytes = new TextEncoder().encode(JSON.stringify(body));
      const observed = await observeResponse(await backend.send({ body: bytes, headers }));
      if (observed.usage === null) throw new Error(observed.error ?? 'no usage');
      return {
        inputTokens: observed.usage.inputTokens,
        cachedTokens: observed.usage.cachedTokens,
        writtenTokens: observed.usage.cacheWriteTokens ?? 0,
        items: observed.items.map(({ id: _id, ...item }) => item),
        ttftMs: observed.firstItemMs ?? Number.NaN,
      };
    },
  };
}
