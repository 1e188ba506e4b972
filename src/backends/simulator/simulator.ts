// The simulated Codex backend in one process: validate, render, look up the cache, let the agent take
// its step, stream it. Every mechanism is a file of its own; docs/simulator.md has their sources.
import type { Backend, BackendRequest, BackendResponse } from '../../domain/backend.ts';
import type { SimulatedAgent } from '../../domain/model-step.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { findHeader, type HeaderList } from '../../lib/header-list.ts';
import { createSeededRandom } from '../../lib/seeded-random.ts';
import { sha256 } from '../../lib/sha256.ts';
import { contextRuleOf, findModelProfile } from '../../rules/model-profiles.ts';
import { parseResponsesRequest } from '../../rules/parse-responses-request.ts';
import { createPromptChains } from '../../rules/prompt-chains.ts';
import {
  estimateReasoning,
  promptSalt,
  type RenderOptions,
  renderPrompt,
} from '../../rules/render-prompt.ts';
import type { SimulatorParameters } from '../../rules/simulator-parameters.ts';
import type { ValidationFailure } from '../../rules/validation/rule.ts';
import { validateRequest } from '../../rules/validation/validate-request.ts';
import { createAccountCache } from './account-cache.ts';
import { createReasoningCodec } from './encrypted-reasoning.ts';
import { faults } from './faults.ts';
import { generateOutput } from './generate-output.ts';
import { modelLatency } from './latency.ts';
import { type PlannedChunk, paceChunks } from './pace-chunks.ts';
import { streamChunks } from './stream-chunks.ts';
import { writeTurnState } from './turn-state.ts';

export interface SimulatorOptions {
  readonly tokenizer: Tokenizer;
  /** Called once per accepted request, in order. */
  readonly agent: SimulatedAgent;
  readonly parameters: SimulatorParameters;
  /** Same seed, account, requests and times in: same bytes out. */
  readonly seed: string;
  /** Caches and encryption keys belong to one account. */
  readonly account: string;
  /** Wall clock, real or virtual, ms since 1970: decides eviction and rates. */
  readonly nowMs: () => number;
  /** `virtual`: chunks carry modelled times and nothing waits; `real`: they are waited for. */
  readonly pace: 'virtual' | 'real';
}

const target = '/backend-api/codex/responses';

function splitNames(text: string): string[] {
  return text.split('+').filter(Boolean);
}

/** Creates a simulated backend with its own caches. Nothing runs between calls. */
export function createSimulator(options: SimulatorOptions): Backend {
  const { tokenizer, agent, parameters, seed, account, nowMs, pace } = options;
  const identity = `${seed}/${account}`;
  const codec = createReasoningCodec(
    `${identity}/${parameters.encryption_epoch}`,
    parameters.reasoning_bytes_per_token,
  );
  const { frame_tokens, cache_quantum } = parameters;
  const chains = createPromptChains(tokenizer, frame_tokens, cache_quantum);
  const cache = createAccountCache(parameters, createSeededRandom(`${identity}/routing`));
  const latencyRandom = createSeededRandom(`${identity}/latency`);
  const rules = {
    rulesOff: new Set(splitNames(parameters.rules_off)),
    rulesOn: new Set(splitNames(parameters.rules_on)),
    refusedModels: splitNames(parameters.refused_models),
  };
  let requests = 0;

  const answer = (sent: BackendRequest): Answer => {
    requests++;
    const requestId = sha256(`${identity}/request/${requests}`).slice(0, 32);
    const headers: (readonly [string, string])[] = [['x-request-id', requestId]];
    const parsed = parseResponsesRequest(new TextDecoder().decode(sent.body));
    if (!parsed.ok) return refusal(parsed.failure, headers);
    const { request } = parsed;
    const isStruck = requests % parameters.fault_every === 0;
    const fault = isStruck && parameters.fault !== 'none' ? faults[parameters.fault] : null;
    if (fault?.kind === 'status') {
      return refusal({ rule: 'fault', ...fault }, [...headers, ...fault.headers]);
    }

    const rendering: RenderOptions = {
      contextRule: contextRuleOf(request, parameters),
      imageTokens: parameters.image_tokens,
      readReasoning: (content) => codec.open(content) ?? estimateReasoning(content),
    };
    const segments = renderPrompt(request, rendering);
    const prompt = chains.chain(promptSalt(request), segments);
    const failure = validateRequest(request, sent.headers, {
      ...rules,
      openReasoning: codec.open,
      countInputTokens: () => prompt.tokens,
      contextWindow: findModelProfile(request.model).contextWindow,
    });
    if (failure) return refusal(failure, headers);

    const now = nowMs();
    const use = cache.use(request, sent.headers, prompt, now);
    const responseSeed = `${identity}/response/${requests}`;
    const { outputs, reasoningTokens, whole } = generateOutput({
      request,
      segments,
      step: agent.nextStep(request),
      responseSeed,
      seal: (content) => codec.seal(content, now),
      rendering,
      chains,
    });
    use.hold(parameters.cache_outputs === 'full' ? whole : prompt);
    const turnState = findHeader(sent.headers, 'x-codex-turn-state') ?? writeTurnState(use.machine);
    headers.push(['x-codex-turn-state', turnState]);
    if (parameters.content_type === 'event-stream') {
      headers.push(['content-type', 'text/event-stream']);
    }
    const chunks = streamChunks({
      responseId: `resp_${sha256(responseSeed).slice(0, 48)}`,
      createdAt: Math.floor(now / 1000),
      request,
      outputs,
      usage: {
        input_tokens: prompt.tokens,
        input_tokens_details: { cached_tokens: use.cachedTokens },
        output_tokens: whole.tokens - prompt.tokens,
        output_tokens_details: { reasoning_tokens: reasoningTokens },
        total_tokens: whole.tokens,
      },
      fault,
      fillsOutput: parameters.completed_output === 'filled',
      latency: modelLatency(prompt.tokens, use.cachedTokens, parameters, latencyRandom),
    });
    return { status: 200, headers, chunks };
  };

  return {
    name: 'sim',
    label: 'simulated',
    account,
    describe: ({ headers }) => ({ method: 'POST', target, headers }),
    async send(request, signal): Promise<BackendResponse> {
      signal?.throwIfAborted();
      const { status, headers, chunks } = answer(request);
      const timeScale = pace === 'real' ? parameters.time_scale : null;
      return {
        status,
        headers,
        body: paceChunks(chunks, timeScale, signal),
      };
    },
    close: async () => {},
  };
}

interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly chunks: readonly PlannedChunk[];
}

function refusal(failure: ValidationFailure, headers: HeaderList): Answer {
  const bytes = new TextEncoder().encode(JSON.stringify(failure.body));
  return {
    status: failure.status,
    headers: [...headers, ['content-type', 'application/json']],
    chunks: [{ bytes, elapsedMs: 0 }],
  };
}
