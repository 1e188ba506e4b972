// One turn: what of its prompt could have been cached, what was, and a cause for every token
// between.
import type { IdealCache, IdealCacheView } from '../cache-model/ideal-cache.ts';
import type { PromptSegment } from '../cache-model/render-prompt.ts';
import type { UnknownHistory } from '../exchange/continued-request.ts';
import type { JsonObject } from '../lib/json.ts';
import { isAppendOnly } from './append-only.ts';
import type { AnsweredContext, ShrunkHistory } from './arrival.ts';
import { attributeTurn, type Described, describe } from './attribute-call.ts';
import type { BreakInput } from './break-place.ts';
import type { Break } from './cause.ts';
import { isBranch } from './classify-message.ts';
import { describeBreak } from './describe-break.ts';
import { findBreak } from './find-break.ts';
import type { Generation } from './generation.ts';
import type { RenderedCall } from './render-call.ts';
import type { RouteFacts } from './routing-cause.ts';
import type { SessionCall } from './session-call.ts';

export interface ExplainedCall {
  readonly seq: number;
  readonly id: string;
  readonly model: string;
  /** As reported; the local count where no usage is. */
  readonly input_tokens: number;
  /** What a perfect cache holds of this prompt: the longest prefix of any earlier one, fresh. */
  readonly theoretical_cached_tokens: number;
  /** null: no usage. */
  readonly actual_cached_tokens: number | null;
  /**
   * What could have been cached, had the prompt that this one continues been kept; all of the
   * first.
   */
  readonly reusable_tokens: number;
  /** `reusable_tokens - actual_cached_tokens`: the sum over `breaks`. null: no usage. */
  readonly lost_tokens: number | null;
  /** Tokens that the vendor counts for one that is counted here. */
  readonly scale: number;
  /** `seq` of the turn that this one continues; null: the first of all. */
  readonly continues: number | null;
  /** The other session that turn is of; null: this one. */
  readonly continues_session: string | null;
  /** `seq` of an earlier turn with the same prompt: a retry; null: none. */
  readonly repeats: number | null;
  readonly breaks: readonly Break[];
  /**
   * Why the history of a request that brings only what is new is not known. What could have been
   * cached is not known then either, and is given as what was. Absent: it is known.
   */
  readonly unknown_history?: UnknownHistory;
  /** Why the vendor says that its cache missed; absent: it does not say. */
  readonly vendor_reason?: { readonly reason: string; readonly missed_tokens: number | null };
  /** Sent, and not counted; absent: none. */
  readonly withheld_reasoning?: WithheldReasoning;
  /** The input came to fewer tokens than before, and the client only added to it. */
  readonly shrunk_history?: ShrunkHistory;
  /** Reasoning was read in another context than was asked for. */
  readonly other_context?: AnsweredContext;
}

/** Reasoning that a request carries and its model leaves out: the history before it was changed. */
export interface WithheldReasoning {
  /** `seq` of the calls that generated it, as far as they are known. */
  readonly calls: readonly number[];
  readonly tokens: number;
}

/** An earlier call whose prompt is in some cache. */
export interface Earlier {
  readonly call: SessionCall;
  readonly rendered: RenderedCall;
  readonly facts: RouteFacts;
  readonly tokens: number;
}

export interface TurnInput {
  readonly call: SessionCall;
  readonly rendered: RenderedCall;
  /** What it continues; undefined: nothing that is known. */
  readonly before: Earlier | undefined;
  /** The answer of that one, where it is cached. */
  readonly generation: Generation | null;
  /** The first of its session: what was never sent before is cold, and counted as lost. */
  readonly isFirst: boolean;
  readonly cache: IdealCache;
  readonly view: IdealCacheView;
  readonly withheld: WithheldReasoning | null;
  readonly shrunk: ShrunkHistory | null;
  readonly otherContext: AnsweredContext | null;
  /** Why a hit of the ideal cache is a miss; asked only where it is one. */
  readonly routing: () => Described;
  readonly repeats: number | null;
  readonly blockTokens: number;
  tokensOf(segment: PromptSegment): number;
}

/**
 * Of the reported count, besides a block on either side: two tokenizers differ from text to text.
 */
const errorShare = 0.02;

/** What the client itself sent, when there is a gateway between; else null. */
function isClientAppendOnly(before: SessionCall, now: SessionCall): boolean | null {
  if (before.source === null || now.source === null) return null;
  return isAppendOnly(before.source(), now.source());
}

interface PrefixBreak {
  /** Local tokens, as in `TurnTokens`. */
  readonly reusable: number;
  readonly cacheable: number;
  readonly rule: 'below-minimum' | 'block-rounding';
  readonly prefix: Described | null;
}

/** Where the prompt leaves the one before, and what of that one it could have reused. */
function findPrefixBreak(input: TurnInput, before: Earlier): PrefixBreak {
  const { call, rendered, generation, cache, view } = input;
  const broken: BreakInput = {
    before: before.rendered,
    now: rendered,
    isClientAppendOnly: () => isClientAppendOnly(before.call, call),
  };
  const found = findBreak(broken);
  const isBranched = found?.cause === 'message-changed' && isBranch(broken, found.index);
  const kept = isBranched ? view.held : keptTokens(input, before);
  const reusable = Math.max(kept, view.held);
  const possible = Math.max(view.held, cache.cacheable(reusable, before.rendered));
  // An answer that does not match is named only when it cost something: most match as generated.
  const shown = found ?? (possible > view.held ? (generation?.lost ?? null) : null);
  return {
    reusable,
    // Nothing broke: what is not held is the rules' doing.
    cacheable: shown === null ? view.held : possible,
    rule: possible === 0 ? 'below-minimum' : 'block-rounding',
    prefix: shown === null || isBranched ? null : describeBreak(shown, before.call, call, broken),
  };
}

/** What this prompt could have reused, had the earlier one been kept as it was. */
function keptTokens({ rendered, generation, view, tokensOf }: TurnInput, before: Earlier): number {
  const sum = (segments: readonly PromptSegment[]): number =>
    segments.reduce((tokens, one) => tokens + tokensOf(one), 0);
  if (before.call.otherSession === null) {
    return Math.min(before.tokens + sum(generation?.segments ?? []), view.tokens);
  }
  // Another session continues with other things: only what both say was ever there to reuse.
  const there = new Set(before.rendered.ids);
  return sum(rendered.segments.filter((_, index) => there.has(rendered.ids[index] ?? -1)));
}

const nothingBefore: PrefixBreak = {
  reusable: 0,
  cacheable: 0,
  rule: 'block-rounding',
  prefix: null,
};

function vendorReason({ missReason }: SessionCall): Pick<ExplainedCall, 'vendor_reason'> {
  if (!missReason) return {};
  return { vendor_reason: { reason: missReason.reason, missed_tokens: missReason.missedTokens } };
}

/** A call of which only what was new was sent, and nothing else is known. */
export function explainUnknown(
  call: SessionCall,
  request: JsonObject,
  why: UnknownHistory,
): ExplainedCall {
  const { seq, id, usage } = call;
  const { model } = request;
  const cached = usage?.cachedTokens ?? null;
  return {
    ...{ seq, id, model: typeof model === 'string' ? model : '' },
    input_tokens: usage?.inputTokens ?? 0,
    theoretical_cached_tokens: cached ?? 0,
    actual_cached_tokens: cached,
    reusable_tokens: cached ?? 0,
    lost_tokens: cached === null ? null : 0,
    scale: 1,
    continues: null,
    continues_session: null,
    ...vendorReason(call),
    repeats: null,
    breaks: [{ ...describe('history-unknown'), tokens_lost: 0 }],
    unknown_history: why,
  };
}

export function explainCall(input: TurnInput): ExplainedCall {
  const { call, rendered, before, view, routing, blockTokens } = input;
  const { usage } = call;
  const found = before === undefined ? nothingBefore : findPrefixBreak(input, before);
  const inputTokens = usage?.inputTokens ?? view.tokens;
  const scale = view.tokens === 0 ? 1 : inputTokens / view.tokens;
  const scaled = (tokens: number): number => Math.round(tokens * scale);
  const tokens = {
    cold: input.isFirst ? inputTokens - scaled(found.reusable) : 0,
    reusable: scaled(found.reusable),
    cacheable: scaled(found.cacheable),
    held: scaled(view.held),
    fresh: scaled(view.fresh),
    actual: usage?.cachedTokens ?? null,
    errorTokens: scale === 1 ? 0 : Math.round(inputTokens * errorShare) + 2 * blockTokens,
  };
  const reusable = tokens.cold + tokens.reusable;
  return {
    seq: call.seq,
    id: call.id,
    model: rendered.model,
    input_tokens: inputTokens,
    theoretical_cached_tokens: tokens.fresh,
    actual_cached_tokens: tokens.actual,
    reusable_tokens: reusable,
    lost_tokens: tokens.actual === null ? null : reusable - tokens.actual,
    scale,
    continues: before?.call.seq ?? null,
    continues_session: before?.call.otherSession ?? null,
    ...vendorReason(call),
    ...(input.withheld && { withheld_reasoning: input.withheld }),
    ...(input.shrunk && { shrunk_history: input.shrunk }),
    ...(input.otherContext && { other_context: input.otherContext }),
    repeats: input.repeats,
    breaks: attributeTurn(tokens, { rule: found.rule, prefix: found.prefix, routing }),
  };
}
