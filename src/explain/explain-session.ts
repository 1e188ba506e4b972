// Where the cache breaks: for every turn of a session what could have been cached, what was, and
// the cause of every token between. Pure; the command line reads the session and prints.

import { createChainPool } from '../cache-model/chain-pool.ts';
import { createIdealAnthropicCache } from '../cache-model/ideal-anthropic-cache.ts';
import type { IdealCache } from '../cache-model/ideal-cache.ts';
import { createIdealResponsesCache } from '../cache-model/ideal-responses-cache.ts';
import { segmentTokens } from '../cache-model/prompt-tokens.ts';
import { createReasoningLedger } from '../cache-model/reasoning-ledger.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { continuedAnswer, type UnknownHistory } from '../exchange/continued-request.ts';
import { isJsonObject, type JsonObject } from '../lib/json.ts';
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { cacheRulesOf } from '../profiles/cache-rules.ts';
import { evenFraming } from '../profiles/framing.ts';
import { sum } from '../stats/descriptive.ts';
import type { Protocol } from '../wire/protocol.ts';
import { createRequestReader } from '../wire/responses/request-reader.ts';
import { findOtherContext, findShrunkHistory } from './arrival.ts';
import { type Described, describe } from './attribute-call.ts';
import { describeValue } from './describe-break.ts';
import {
  type Earlier,
  type ExplainedCall,
  explainCall,
  explainUnknown,
  type WithheldReasoning,
} from './explain-call.ts';
import { createPredecessors } from './find-predecessor.ts';
import { continuedGeneration, heldGeneration } from './generation.ts';
import { createInterner } from './interner.ts';
import { type PromptFacts, promptFacts } from './prompt-facts.ts';
import { createMadeOnce, type RenderedCall, renderCall, withAccount } from './render-call.ts';
import { createRouteCounter, type RouteFacts, routingCause } from './routing-cause.ts';
import type { SessionCall } from './session-call.ts';

export interface ExplainOptions {
  readonly tokenizer: Tokenizer;
  /** Rules of the cache that is assumed; the simulator's own names. */
  readonly parameters: CacheModelParameters;
  readonly rules: CacheRuleSet;
}

/** `profile`: breakpoints for Anthropic's own cache, else what is known of the model. */
export type CacheRuleSet = 'profile' | 'blocks' | 'breakpoints';

/** A body to compare the next one with is kept, however large. */
const rememberedBytesMax = Number.POSITIVE_INFINITY;

function cacheKeyOf(request: JsonObject): string | undefined {
  const key = request['prompt_cache_key'];
  return typeof key === 'string' ? key : undefined;
}

/**
 * Why a request's history is not known; null: it is. A source that cannot put histories together
 * has the request as it was sent.
 */
function unknownHistory(
  { protocol, continued }: SessionCall,
  request: JsonObject,
): UnknownHistory | null {
  if (continued !== undefined) return continued.unknown;
  return continuedAnswer(protocol, request) === null ? null : 'missing';
}

/** null: a call of another session. */
function unknownStep(
  call: SessionCall,
  request: JsonObject,
  why: UnknownHistory,
  parameters: CacheModelParameters,
): ExplainedStep | null {
  if (call.otherSession !== null) return null;
  const explained = explainUnknown(call, request, why);
  const rules = cacheRulesOf(explained.model, parameters);
  const facts = promptFacts(call.protocol, request, { segments: [] }, explained, rules);
  return { explained, facts };
}

/** Only the Responses API is known to route by header and key. */
function missedRoute(call: SessionCall, now: RouteFacts, holders: readonly Earlier[]): Described {
  const before = holders.at(-1);
  if (call.protocol === 'anthropic' || before === undefined) return describe('server-miss');
  const { cause, header, pointer } = routingCause(
    now,
    holders.map(({ facts }) => facts),
  );
  const isOthers = before.call.otherSession !== null;
  // Every session has its own header.
  if (isOthers && cause === 'session-header-changed') return describe('new-session');
  if (pointer !== null) return describeValue(cause, pointer, before.call, call);
  if (header === null) return describe(cause);
  return describe(cause, {
    header,
    before: before.facts.sessionHeader ?? null,
    now: now.sessionHeader ?? null,
  });
}

function withheldOf(
  { unbound }: RenderedCall,
  generatedBy: ReadonlyMap<string, number>,
): WithheldReasoning | null {
  if (unbound.length === 0) return null;
  const calls = unbound.map(({ history = '' }) => generatedBy.get(history));
  return {
    calls: [...new Set(calls.filter((seq) => seq !== undefined))],
    tokens: sum(unbound.map(({ tokens }) => tokens)),
  };
}

function createIdealCaches({
  tokenizer,
  parameters,
  rules,
}: ExplainOptions): (protocol: Protocol) => IdealCache {
  const chains = createChainPool(tokenizer);
  const modes = { blocks: 'implicit', breakpoints: 'breakpoints' } as const;
  const assumed = rules === 'profile' ? parameters : { ...parameters, cache_mode: modes[rules] };
  const responses = createIdealResponsesCache(chains, (model) => cacheRulesOf(model, assumed));
  const anthropic = createIdealAnthropicCache(
    chains.of({ step: 128, hiddenPrefix: 0, framing: evenFraming(parameters.frame_tokens) }),
  );
  return (protocol) => (protocol === 'anthropic' && rules !== 'blocks' ? anthropic : responses);
}

/** One explained call, with what its prompt is beside its cache. */
export interface ExplainedStep {
  readonly explained: ExplainedCall;
  readonly facts: PromptFacts;
}

/** Explains calls one after the other: what a later one meets is what the earlier ones left. */
export interface Explainer {
  /** null: a call of another session, or one that cannot be read. */
  add(call: SessionCall): ExplainedStep | null;
}

/**
 * Explains the calls of one session, in order. Bodies are read one at a time.
 * @param calls may hold those of other sessions, which fill the same caches
 */
export function explainSession(
  calls: Iterable<SessionCall>,
  options: ExplainOptions,
): ExplainedCall[] {
  const explainer = createExplainer(options);
  const turns: ExplainedCall[] = [];
  for (const call of calls) {
    const step = explainer.add(call);
    if (step !== null) turns.push(step.explained);
  }
  return turns;
}

export function createExplainer(options: ExplainOptions): Explainer {
  const { tokenizer, parameters } = options;
  const interner = createInterner();
  const reasoning = createReasoningLedger();
  const made = createMadeOnce();
  const context = { parameters, interner, readReasoning: reasoning.read, made };
  const readers = {
    anthropic: createRequestReader(rememberedBytesMax, 'messages'),
    responses: createRequestReader(rememberedBytesMax, 'input'),
  };
  const even = evenFraming(parameters.frame_tokens);
  const idealCacheOf = createIdealCaches(options);
  const predecessors = createPredecessors(
    (id) => segmentTokens(interner.segmentOf(id), tokenizer, even),
    parameters.cache_minimum,
  );
  const routes = createRouteCounter(parameters.rate_per_key_minute);
  const earlier: Earlier[] = [];
  /** Which call generated what, by the digest of the request. */
  const generatedBy = new Map<string, number>();
  let account = '';
  let isFirst = true;
  /** Of the explained session's answers. */
  let reasoned = 0;

  return { add };

  function add(call: SessionCall): ExplainedStep | null {
    const { protocol, startedAtMs, otherSession } = call;
    const request = readers[protocol].read(otherSession ?? '', call.body());
    if (!isJsonObject(request)) return null;
    const unknown = unknownHistory(call, request);
    // Its prompt is in some cache, and no one can say what it was.
    if (unknown !== null) return unknownStep(call, request, unknown, parameters);
    const key = cacheKeyOf(request);
    // Subagents interleave with the conversation that started them, each under its own key.
    const own = earlier.filter((one) => one.call.otherSession === otherSession);
    const producer = own.findLast(({ facts }) => facts.cacheKey === key) ?? own.at(-1);
    reasoning.learn(
      request['input'],
      producer?.call.usage?.reasoningTokens ?? null,
      producer?.rendered.history,
    );
    // A refused request may not say: it went where the ones before it went.
    const answering = call.account ?? account;
    const plain = renderCall(protocol, request, context, answering !== '');
    if (plain === null) return null;
    account = answering;
    const rendered = withAccount(plain, protocol, account);
    const cache = idealCacheOf(protocol);
    const facts = routes.facts(call.headers, key, startedAtMs);
    const index = predecessors.find(rendered);
    const before = index === null ? undefined : earlier[index];
    const generation =
      before === undefined || cacheRulesOf(rendered.model, parameters).outputs === 'none'
        ? null
        : continuedGeneration(before, rendered);
    if (before !== undefined && generation !== null && before.call.output === null) {
      // The answer was not recorded: what is in its place now is what it was.
      cache.hold(before.rendered, generation.held, before.call.startedAtMs);
    }
    const view = cache.look(rendered, startedAtMs);
    let step: ExplainedStep | null = null;
    if (otherSession === null) {
      const rules = cacheRulesOf(rendered.model, parameters);
      const framing = protocol === 'responses' ? rules.framing : even;
      const same = predecessors.findSame(rendered);
      // Another session went where its own header sent it.
      const isOthers = before !== undefined && before.call.otherSession !== null;
      const explained = explainCall({
        call,
        rendered,
        before,
        generation,
        cache,
        view,
        tokensOf: (segment) => segmentTokens(segment, tokenizer, framing),
        isFirst,
        withheld: withheldOf(rendered, generatedBy),
        shrunk: findShrunkHistory(producer?.call, call, request, reasoned),
        otherContext: findOtherContext(call, request),
        routing: () => missedRoute(call, facts, isOthers ? [before] : own),
        repeats: same === null ? null : (earlier[same]?.call.seq ?? null),
        blockTokens: rules.step,
      });
      isFirst = false;
      step = { explained, facts: promptFacts(protocol, request, rendered, explained, rules) };
    }
    if (!call.accepted) return step;
    if (otherSession === null) reasoned += call.usage?.reasoningTokens ?? 0;
    reasoning.learn(call.output, call.usage?.reasoningTokens ?? null, rendered.history);
    if (rendered.history !== null) generatedBy.set(rendered.history, call.seq);
    cache.hold(rendered, heldGeneration(call, context), startedAtMs);
    predecessors.add(rendered, otherSession === null);
    earlier.push({ call, rendered, facts, tokens: view.tokens });
    return step;
  }
}
