// The simulated Codex backend in one process: validate, render, look up the cache, let the agent
// take its step, stream it. Every mechanism has its own file; docs/simulator.md has their sources.

import { createChainPool } from '../../cache-model/chain-pool.ts';
import { readForeign } from '../../cache-model/foreign-reasoning.ts';
import { countLongTexts } from '../../cache-model/prompt-tokens.ts';
import { bindTo, readHistory, unboundHistory } from '../../cache-model/reasoning-history.ts';
import {
  estimateReasoning,
  promptSalt,
  type RenderOptions,
  renderPrompt,
} from '../../cache-model/render-prompt.ts';
import type { Backend, BackendRequest, BackendResponse } from '../../domain/backend.ts';
import type { SimulatedAgent } from '../../domain/model-step.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { findHeader, type HeaderList } from '../../lib/header-list.ts';
import { createExcessFinder } from '../../lib/json-excess.ts';
import { createSeededRandom } from '../../lib/seeded-random.ts';
import { sha256 } from '../../lib/sha256.ts';
import { backendNeeds } from '../../profiles/backend-needs.ts';
import { cacheRulesOf } from '../../profiles/cache-rules.ts';
import { contextWindowRule } from '../../profiles/context-window.ts';
import { effortsOf } from '../../profiles/effort-families.ts';
import type { FaultName } from '../../profiles/fault-names.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';
import { contextNameOf, hearsContext, reasoningRulesOf } from '../../profiles/model-profiles.ts';
import { splitNames } from '../../profiles/parameters/refusal-parameters.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import type { ValidationRule } from '../../rules/validation/rule.ts';
import { validateRequest } from '../../rules/validation/validate-request.ts';
import {
  type CheckedItems,
  checkResponsesRequest,
  excessFailure,
} from '../../wire/responses/parse-request.ts';
import type { ValidationFailure } from '../../wire/responses/refusal.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { createRequestReader } from '../../wire/responses/request-reader.ts';
import { turnStateHeader } from '../../wire/responses/turn-state.ts';
import { type AccountMemory, heldBytesOf, type Remembering } from './account-memory.ts';
import { createAccountState } from './account-state.ts';
import { noticeEvents, rateLimitHeaders, rateLimits } from './backend-notices.ts';
import { createFaultChooser } from './choose-fault.ts';
import { type Fault, faults } from './faults.ts';
import { generateOutput } from './generate-output.ts';
import { modelLatency } from './latency.ts';
import { type BodyEnding, type PlannedChunk, paceChunks } from './pace-chunks.ts';
import { benefitOf } from './recall.ts';
import { createRetriedSteps } from './retried-steps.ts';
import { streamChunks } from './stream-chunks.ts';
import { writeTurnState } from './turn-state.ts';
import { withheldReasoning } from './withheld-reasoning.ts';

/** As `--backend` takes it, and as recordings and reports name it. */
export const simulatorName = 'sim';

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
  /** Refusals that the user added; checked after the known ones. */
  readonly userRules?: readonly ValidationRule[];
  /** What the accounts of one server remember together; without it, each has its own limits. */
  readonly memory?: AccountMemory;
  /** Decides the fault of a request, over the parameters; null: they decide. */
  readonly faultOf?: (sent: BackendRequest) => FaultName | null;
  /** `virtual`: chunks carry modelled times and nothing waits; `real`: they are waited for. */
  readonly pace: 'virtual' | 'real';
}

const target = '/backend-api/codex/responses';

const nothingForeign: ReadonlySet<number> = new Set();

const bytesPerMib = 1024 * 1024;
/** Requests up to this size are counted in a moment. */
const slowBytesMin = 64 * 1024;

/** Creates a simulated backend with its own caches. Nothing runs between calls. */
export function createSimulator(options: SimulatorOptions): Backend {
  const { tokenizer, agent, parameters, seed, account, nowMs, pace, memory } = options;
  const identity = `${seed}/${account}`;
  let state = createAccountState(identity, seed, parameters);
  const createPool = () =>
    createChainPool(tokenizer, {
      pieces: parameters.memory_history_items,
      chars: parameters.memory_history_megachars * 1_000_000,
    });
  let pool = createPool();
  // By the seed alone: what is drawn hits every account alike, so that arms can be compared.
  const latencyRandom = createSeededRandom(`${seed}/latency`);
  const chooseFault = createFaultChooser(parameters, createSeededRandom(`${seed}/faults`));
  const { takesCacheOptions } = backendNeeds(parameters.profile_backend);
  const refusing = {
    takesCacheOptions,
    rulesOff: new Set(splitNames(parameters.rules_off)),
    rulesOn: new Set(splitNames(parameters.rules_on)),
    refusedModels: splitNames(parameters.refused_models),
    userRules: options.userRules ?? [],
  };
  const steps = createRetriedSteps(agent, parameters.memory_broken_steps);
  let requests = 0;
  // What a request repeats is parsed, checked and rendered once.
  const createReader = () => createRequestReader(parameters.memory_bodies_mib * bytesPerMib);
  let reader = createReader();
  const checked: CheckedItems = new WeakMap();
  const findExcess = createExcessFinder();

  const read = (sent: BackendRequest): ReturnType<typeof checkResponsesRequest> => {
    const excess = findExcess(sent.body);
    if (excess !== null) return { ok: false, failure: excessFailure(excess) };
    const conversation = findHeader(sent.headers, 'session-id') ?? '';
    return checkResponsesRequest(reader.read(conversation, sent.body), checked);
  };

  /**
   * Long texts are counted in steps before the request is answered in one: others are answered
   * meanwhile.
   * @returns their tokens; above the context window: others may follow that were not counted
   */
  const countInSteps = async (parsed: ReturnType<typeof read>): Promise<number> => {
    if (!parsed.ok) return 0;
    const { request } = parsed;
    const window = contextWindowRule(request.model, parameters).value;
    const { contextRule } = reasoningRulesOf(request, parameters);
    const { unbound } = unboundHistory;
    const { image_tokens: imageTokens } = parameters;
    const readReasoning = estimateReasoning;
    const segments = renderPrompt(request, { contextRule, unbound, imageTokens, readReasoning });
    const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
    return countLongTexts(segments, tokenizer, window, pause);
  };

  const answer = (
    sent: BackendRequest,
    parsed: ReturnType<typeof read>,
    longTokens: number,
  ): Answer => {
    requests++;
    const requestId = sha256(`${identity}/request/${requests}`).slice(0, 32);
    const headers: (readonly [string, string])[] = [['x-request-id', requestId]];
    const name = options.faultOf?.(sent) ?? chooseFault(requests);
    if (!parsed.ok) return refusal(parsed.failure, headers);
    const { request } = parsed;
    const fault = name === 'none' ? null : faults[name];
    if (fault?.kind === 'status') {
      return refusal({ rule: 'fault', ...fault }, [...headers, ...fault.headers]);
    }
    if (fault?.kind === 'account' && fault.change === 'rotated') state = state.rotateKey();
    if (fault?.kind === 'account' && fault.change === 'switched') state = state.switchAccount();
    const { codec, cache, diagnoser, organization, rendered } = state;
    headers.push(['openai-organization', organization]);

    const { contextRule, isHistoryBound } = reasoningRulesOf(request, parameters);
    const readReasoning: RenderOptions['readReasoning'] = (content) =>
      codec.open(content) ?? estimateReasoning(content);
    const history = isHistoryBound
      ? readHistory(request, readReasoning, state.histories)
      : unboundHistory;
    const isModelBound = parameters.model_bound_reasoning === 'dropped';
    const foreign = isModelBound ? readForeign(request, readReasoning) : nothingForeign;
    const unbound =
      foreign.size === 0 ? history.unbound : new Set([...history.unbound, ...foreign]);
    const { image_tokens: imageTokens } = parameters;
    const rendering = { contextRule, unbound, imageTokens, rendered, readReasoning };
    const segments = renderPrompt(request, rendering);
    const rules = cacheRulesOf(request.model, parameters);
    const salt = promptSalt(request, {
      include: parameters.include_changes_cache,
      settings: rules.keySettings,
    });
    const chains = pool.of(rules);
    const window = contextWindowRule(request.model, parameters).value;
    const counted = longTokens > window ? null : chains.chain(salt, segments);
    const isLost = fault?.kind === 'account' && fault.change === 'lost';
    const failure = validateRequest(request, sent.headers, {
      ...refusing,
      openReasoning: isLost ? () => null : codec.open,
      countInputTokens: () => counted?.tokens ?? longTokens,
      contextWindow: window,
      hasLite: modelCapabilities(request.model).lite,
      efforts: effortsOf(request.model, parameters.profile_backend) ?? undefined,
    });
    if (failure) return refusal(failure, headers);
    const prompt = counted ?? chains.chain(salt, segments);

    const now = nowMs();
    const use = cache.use(request, sent.headers, { chain: prompt, segments }, now);
    const turnState = findHeader(sent.headers, turnStateHeader) ?? writeTurnState(use.machine);
    const limits = rateLimits(requests, now);
    headers.push([turnStateHeader, turnState], ...rateLimitHeaders(limits));
    if (parameters.content_type === 'event-stream') {
      headers.push(['content-type', 'text/event-stream']);
    }
    const responseSeed = `${identity}/response/${requests}`;
    const isWarmUp = (request as { generate?: unknown }).generate === false;
    const { outputs, reasoningTokens, whole } = isWarmUp
      ? { outputs: [], reasoningTokens: 0, whole: prompt }
      : generateOutput({
          request,
          prompt,
          step: (recall) => {
            const step = steps.take(prompt, request, recall);
            if (breaksOff(fault)) steps.keep(prompt, step);
            return step;
          },
          responseSeed,
          seal(content) {
            const { model } = request;
            const bound = bindTo(history, content);
            return codec.seal(isModelBound ? { ...bound, model } : bound, now);
          },
          rendering,
          chains,
          alwaysEncrypted: backendNeeds(parameters.profile_backend).alwaysEncrypted,
          benefit: benefitOf(request.input, rendering, parameters, seed),
        });
    use.hold(whole);
    const responseId = `resp_${sha256(responseSeed).slice(0, 48)}`;
    const diagnostics = takesCacheOptions
      ? diagnoser.diagnose(request, {
          promptTokens: prompt.tokens,
          cachedTokens: use.cachedTokens,
        })
      : null;
    if (takesCacheOptions) {
      diagnoser.remember(responseId, request, prompt.tokens, sent.body.length);
    }
    const chunks = streamChunks({
      responseId,
      createdAt: Math.floor(now / 1000),
      request,
      context: echoedContext(request, parameters),
      outputs,
      usage: {
        input_tokens: prompt.tokens,
        input_tokens_details: {
          cached_tokens: use.cachedTokens,
          ...(use.writtenTokens !== null && { cache_write_tokens: use.writtenTokens }),
        },
        output_tokens: whole.tokens - prompt.tokens,
        output_tokens_details: { reasoning_tokens: reasoningTokens },
        total_tokens: whole.tokens,
      },
      diagnostics,
      transformations: takesCacheOptions
        ? withheldReasoning(request.input, { ...rendering, foreign })
        : null,
      fault,
      fillsOutput: parameters.completed_output === 'filled',
      latency: modelLatency(prompt.tokens, use.cachedTokens, parameters, latencyRandom),
      preamble: noticeEvents(sent.headers, headers, limits, parameters),
    });
    return {
      status: 200,
      headers,
      chunks,
      ending: fault?.kind === 'stream' ? fault.ending : 'end',
    };
  };

  const remembering: Remembering = {
    heldBytes: () =>
      heldBytesOf({
        ...pool.held(),
        blocks: state.cache.heldBlocks(),
        bodyBytes: reader.heldBytes() + state.diagnoser.heldBytes(),
        reasoningItems: state.codec.heldItems(),
      }),
    forget() {
      state = state.forget();
      pool = createPool();
      reader = createReader();
    },
  };

  return {
    name: simulatorName,
    service: parameters.profile_backend,
    label: 'simulated',
    account,
    describe: ({ headers }) => ({ method: 'POST', target, headers }),
    async send(request, signal): Promise<BackendResponse> {
      signal?.throwIfAborted();
      const parsed = read(request);
      const isSlow = pace === 'real' && request.body.length > slowBytesMin;
      const longTokens = isSlow ? await countInSteps(parsed) : 0;
      signal?.throwIfAborted();
      const { status, headers, chunks, ending } = answer(request, parsed, longTokens);
      memory?.used(remembering);
      const { time_scale, stall_ms } = parameters;
      const pacing = { timeScale: pace === 'real' ? time_scale : null, stallMs: stall_ms };
      return { status, headers, body: paceChunks(chunks, ending, pacing, signal) };
    },
    close: async () => {},
  };
}

interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly chunks: readonly PlannedChunk[];
  readonly ending: BodyEnding;
}

/** The effective context, as models that know the parameter say it; others say what was asked. */
function echoedContext(request: ResponsesRequest, parameters: SimulatorParameters): string | null {
  return hearsContext(request.model, parameters)
    ? contextNameOf(request, parameters)
    : (request.reasoning?.context ?? null);
}

/** Whether the client will not get the whole answer, and asks again. */
function breaksOff(fault: Fault | null): boolean {
  return fault?.kind === 'stream' && fault.inserted === null;
}

function refusal(failure: ValidationFailure, headers: HeaderList): Answer {
  const bytes = new TextEncoder().encode(JSON.stringify(failure.body));
  return {
    status: failure.status,
    headers: [...headers, ['content-type', 'application/json']],
    chunks: [{ bytes, elapsedMs: 0 }],
    ending: 'end',
  };
}
