// The simulated Codex backend in one process: validate, render, look up the cache, let the agent take
// its step, stream it. Every mechanism is a file of its own; docs/simulator.md has their sources.
import type { Backend, BackendRequest, BackendResponse } from '../../domain/backend.ts';
import type { ModelStep, SimulatedAgent } from '../../domain/model-step.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { findHeader, type HeaderList } from '../../lib/header-list.ts';
import { createSeededRandom } from '../../lib/seeded-random.ts';
import { sha256 } from '../../lib/sha256.ts';
import { contextRuleOf, findModelProfile } from '../../rules/model-profiles.ts';
import { parseResponsesRequest } from '../../rules/parse-responses-request.ts';
import { createPromptChains } from '../../rules/prompt-chains.ts';
import {
  estimateReasoning,
  type PromptSegment,
  promptSalt,
  type RenderOptions,
  renderItem,
  renderPrompt,
} from '../../rules/render-prompt.ts';
import type { SimulatorParameters } from '../../rules/simulator-parameters.ts';
import type { ValidationFailure } from '../../rules/validation/rule.ts';
import { validateRequest } from '../../rules/validation/validate-request.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';
import { createAccountCache } from './account-cache.ts';
import { createReasoningCodec } from './encrypted-reasoning.ts';
import { faults } from './faults.ts';
import { modelLatency } from './latency.ts';
import { buildOutputItems } from './output-items.ts';
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

/** Hidden reasoning only where the model can reason and was not told not to. */
function reasoningTokensOf(step: ModelStep, request: ResponsesRequest): number {
  const canReason = findModelProfile(request.model).reasoningCapable;
  return canReason && request.reasoning?.effort !== 'none' ? step.reasoningTokens : 0;
}

/** What generating an item adds to the prompt when it is replayed. */
function outputSegments(
  item: ResponsesItem,
  reasoningTokens: number,
  options: RenderOptions,
): PromptSegment[] {
  if (item.type !== 'reasoning') return renderItem(item, '', options);
  const identity = item.id ?? '';
  return [{ kind: 'opaque', pointer: '', what: 'reasoning', identity, tokens: reasoningTokens }];
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
  const rulesOff = new Set(splitNames(parameters.rules_off));
  const rulesOn = new Set(splitNames(parameters.rules_on));
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
    const salt = promptSalt(request);
    const segments = renderPrompt(request, rendering);
    const prompt = chains.chain(salt, segments);
    const profile = findModelProfile(request.model);
    const failure = validateRequest(request, sent.headers, {
      openReasoning: codec.open,
      countInputTokens: () => prompt.tokens,
      contextWindow: profile.contextWindow,
      refusedModels: splitNames(parameters.refused_models),
      rulesOff,
      rulesOn,
    });
    if (failure) return refusal(failure, headers);

    const now = nowMs();
    const use = cache.use(request, sent.headers, prompt, now);
    const planned = agent.nextStep(request);
    const step = { ...planned, reasoningTokens: reasoningTokensOf(planned, request) };
    const items = buildOutputItems(step, {
      responseSeed: `${identity}/response/${requests}`,
      seal: request.include?.includes('reasoning.encrypted_content')
        ? (content) => codec.seal(content, now)
        : null,
      hasSummary: !['none', undefined].includes(request.reasoning?.summary),
      hasPhase: profile.hasPhase,
    });
    const generated = items.map((item) => outputSegments(item, step.reasoningTokens, rendering));
    const whole = chains.chain(salt, [...segments, ...generated.flat()]);
    if (parameters.cache_outputs === 'full') use.addOutputs(whole);
    const usage = usageOf(prompt.tokens, use.cachedTokens, whole.tokens, step.reasoningTokens);
    let at = segments.length;
    const outputs = items.map((item, index) => {
      const count = generated[index]?.length ?? 0;
      const counted = whole.segmentTokens.slice(at, at + count);
      at += count;
      return { item, tokens: counted.reduce((sum, tokens) => sum + tokens, 0) };
    });
    const turnState = findHeader(sent.headers, 'x-codex-turn-state') ?? writeTurnState(use.machine);
    headers.push(['x-codex-turn-state', turnState]);
    if (parameters.content_type === 'event-stream') {
      headers.push(['content-type', 'text/event-stream']);
    }
    return {
      status: 200,
      headers,
      chunks: streamChunks({
        responseId: `resp_${sha256(`${identity}/response/${requests}`).slice(0, 48)}`,
        createdAt: Math.floor(now / 1000),
        request,
        outputs,
        usage,
        fault,
        fillsOutput: parameters.completed_output === 'filled',
        latency: modelLatency(prompt.tokens, use.cachedTokens, parameters, latencyRandom),
      }),
    };
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

function usageOf(
  inputTokens: number,
  cachedTokens: number,
  wholeTokens: number,
  reasoningTokens: number,
): ResponsesUsage {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cachedTokens },
    output_tokens: wholeTokens - inputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: wholeTokens,
  };
}
