// Where the cache breaks: for every turn of a session what could have been cached, what was, and the
// cause of every token between. Pure; the command line reads the session and prints.
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { cacheModeOf } from '../../rules/model-profiles.ts';
import type { PromptSegment } from '../../rules/render-prompt.ts';
import { createRequestReader } from '../../rules/request-reader.ts';
import type { SimulatorParameters } from '../../rules/simulator-parameters.ts';
import { isAppendOnly } from '../append-only.ts';
import { segmentTokens } from '../prompt-tokens.ts';
import { attributeTurn, type Described, describe } from './attribute-turn.ts';
import type { BreakInput } from './break-place.ts';
import { anthropicRules, createBreakpointTheory, responsesRules } from './breakpoint-theory.ts';
import { type CacheTheory, createBlockTheory } from './cache-theory.ts';
import type { Break } from './cause.ts';
import { isBranch } from './classify-message.ts';
import { describeBreak } from './describe-break.ts';
import { findBreak } from './find-break.ts';
import { createPredecessors } from './find-predecessor.ts';
import { continuedGeneration, heldGeneration } from './generation.ts';
import { createInterner } from './interner.ts';
import { createReasoningTokens } from './reasoning-tokens.ts';
import { createMadeOnce, type RenderedCall, renderCall, withAccount } from './render-call.ts';
import { createRouteCounter, type RouteFacts, routingCause } from './routing-cause.ts';
import type { CallProtocol, SessionCall } from './session-call.ts';

export interface ExplainedTurn {
  readonly seq: number;
  readonly id: string;
  readonly model: string;
  /** As reported; the local count where no usage is. */
  readonly input_tokens: number;
  /** What a perfect cache holds of this prompt: the longest prefix of any earlier one, fresh. */
  readonly theoretical_cached_tokens: number;
  /** null: no usage. */
  readonly actual_cached_tokens: number | null;
  /** What could have been cached, had the prompt that this one continues been kept. */
  readonly reusable_tokens: number;
  /** `reusable_tokens - actual_cached_tokens`: the sum over `breaks`. null: no usage. */
  readonly lost_tokens: number | null;
  /** Tokens that the vendor counts for one that is counted here. */
  readonly scale: number;
  /** `seq` of the turn that this one continues; null: the first. */
  readonly continues: number | null;
  /** `seq` of an earlier turn with the same prompt: a retry; null: none. */
  readonly repeats: number | null;
  readonly breaks: readonly Break[];
}

export interface ExplainOptions {
  readonly tokenizer: Tokenizer;
  /** Rules of the cache that is assumed; the simulator's own names. */
  readonly parameters: SimulatorParameters;
  readonly theory: TheoryName;
}

/** `profile`: breakpoints for Anthropic's own cache, else what is known of the model. */
export type TheoryName = 'profile' | 'blocks' | 'breakpoints';

interface Earlier {
  readonly call: SessionCall;
  readonly rendered: RenderedCall;
  readonly facts: RouteFacts;
  readonly tokens: number;
}

/** Of the reported count, besides a block on either side: two tokenizers differ from text to text. */
const errorShare = 0.02;

/** A body to compare the next one with is kept, however large. */
const rememberedBytesMax = Number.POSITIVE_INFINITY;

/** What the client itself sent, when a gateway stands between; else null. */
function isClientAppendOnly(before: SessionCall, now: SessionCall): boolean | null {
  if (before.source === null || now.source === null) return null;
  return isAppendOnly(before.source(), now.source());
}

function cacheKeyOf(request: JsonObject): string | undefined {
  const key = request['prompt_cache_key'];
  return typeof key === 'string' ? key : undefined;
}

/** Only the Responses API is known to route by header and key. */
function missedRoute(
  call: SessionCall,
  now: RouteFacts,
  earlier: readonly RouteFacts[],
): Described {
  if (call.protocol === 'anthropic') return describe('server-miss');
  const { cause, ...place } = routingCause(now, earlier);
  return describe(cause, place);
}

/** Explains the calls of one session, in order. Bodies are read one at a time. */
export function explainSession(
  calls: Iterable<SessionCall>,
  { tokenizer, parameters, theory: theoryName }: ExplainOptions,
): ExplainedTurn[] {
  const interner = createInterner();
  const reasoning = createReasoningTokens();
  const made = createMadeOnce();
  const context = { parameters, interner, readReasoning: reasoning.read, made };
  const readers = {
    anthropic: createRequestReader(rememberedBytesMax, 'messages'),
    responses: createRequestReader(rememberedBytesMax, 'input'),
  };
  const tokensOf = (segment: PromptSegment): number => segmentTokens(segment, tokenizer);
  const theories = {
    blocks: createBlockTheory(tokenizer, parameters),
    anthropic: createBreakpointTheory(anthropicRules, interner, tokensOf),
    responses: createBreakpointTheory(responsesRules(parameters), interner, tokensOf),
  };
  const theoryOf = (protocol: CallProtocol, model: string): CacheTheory => {
    if (theoryName === 'blocks') return theories.blocks;
    if (protocol === 'anthropic' || theoryName === 'breakpoints') return theories[protocol];
    return cacheModeOf(model, parameters) === 'implicit' ? theories.blocks : theories.responses;
  };
  const predecessors = createPredecessors((id) => tokensOf(interner.segmentOf(id)));
  const routes = createRouteCounter(parameters.rate_per_key_minute);
  const earlier: Earlier[] = [];
  const turns: ExplainedTurn[] = [];
  let account = '';

  for (const call of calls) {
    const request = readers[call.protocol].read('', call.body());
    if (!isJsonObject(request)) continue;
    const key = cacheKeyOf(request);
    // Subagents interleave with the conversation that started them, each under a key of its own.
    const producer = earlier.findLast(({ facts }) => facts.cacheKey === key) ?? earlier.at(-1);
    reasoning.learn(request['input'], producer?.call.usage?.reasoningTokens ?? null);
    const plain = renderCall(call.protocol, request, context);
    if (plain === null) continue;
    // A refused request may not say: it went where the ones before it went.
    account = call.account ?? account;
    const rendered = withAccount(plain, call.protocol, account);
    const theory = theoryOf(call.protocol, rendered.model);
    const { usage, startedAtMs } = call;
    const facts = routes.facts(call.headers, key, startedAtMs);
    const index = predecessors.find(rendered);
    const before = index === null ? undefined : earlier[index];
    const generation =
      before === undefined || parameters.cache_outputs === 'none'
        ? null
        : continuedGeneration(before, rendered);
    if (before !== undefined && generation !== null && before.call.output === null) {
      // Nobody recorded the answer: what stands in its place now is what it was.
      theory.hold(before.rendered, generation.held, before.call.startedAtMs);
    }
    const view = theory.look(rendered, startedAtMs);
    const input = usage?.inputTokens ?? view.tokens;
    const scale = view.tokens === 0 ? 1 : input / view.tokens;
    const scaled = (tokens: number): number => Math.round(tokens * scale);

    const breakInput: BreakInput | null =
      before === undefined
        ? null
        : {
            before: before.rendered,
            now: rendered,
            isClientAppendOnly: () => isClientAppendOnly(before.call, call),
          };
    const found = breakInput && findBreak(breakInput);
    const branched =
      found !== null &&
      found.cause === 'message-changed' &&
      breakInput !== null &&
      isBranch(breakInput, found.index);
    const generated = (generation?.segments ?? []).reduce((sum, one) => sum + tokensOf(one), 0);
    const kept = branched ? view.held : Math.min((before?.tokens ?? 0) + generated, view.tokens);
    const reusable = Math.max(kept, view.held);
    const possible = Math.max(view.held, theory.cacheable(reusable, before?.rendered ?? rendered));
    // An answer that does not match is named only when it cost something: most match as generated.
    const shown = found ?? (possible > view.held ? (generation?.lost ?? null) : null);
    // Nothing broke: what is not held is the rules' doing.
    const cacheable = shown === null ? view.held : possible;
    const prefix =
      before === undefined || breakInput === null || branched || shown === null
        ? null
        : describeBreak(shown, before.call, call, breakInput);
    const tokens = {
      input,
      reusable: before === undefined ? input : scaled(reusable),
      cacheable: scaled(cacheable),
      held: scaled(view.held),
      fresh: scaled(view.fresh),
      actual: usage?.cachedTokens ?? null,
      errorTokens: scale === 1 ? 0 : Math.round(input * errorShare) + 2 * parameters.cache_quantum,
    };
    const breaks = attributeTurn(tokens, {
      isFirst: before === undefined,
      rule: possible === 0 ? 'below-minimum' : 'block-rounding',
      prefix,
      routing: missedRoute(
        call,
        facts,
        earlier.map((one) => one.facts),
      ),
    });
    const same = predecessors.findSame(rendered);
    turns.push({
      seq: call.seq,
      id: call.id,
      model: rendered.model,
      input_tokens: input,
      theoretical_cached_tokens: tokens.fresh,
      actual_cached_tokens: tokens.actual,
      reusable_tokens: tokens.reusable,
      lost_tokens: tokens.actual === null ? null : tokens.reusable - tokens.actual,
      scale,
      continues: before?.call.seq ?? null,
      repeats: same === null ? null : (earlier[same]?.call.seq ?? null),
      breaks,
    });
    if (!call.accepted) continue;
    reasoning.learn(call.output, usage?.reasoningTokens ?? null);
    theory.hold(rendered, heldGeneration(call, context), startedAtMs);
    predecessors.add(rendered);
    earlier.push({ call, rendered, facts, tokens: view.tokens });
  }
  return turns;
}
