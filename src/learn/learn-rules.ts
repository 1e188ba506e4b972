// Usage counters of real sessions -> the rules of the backend that reported them, per model and
// period. Pure; no request is made.
import type { UsageCall } from '../domain/usage-call.ts';
import { type CacheRules, learnCacheRules } from './cache-rules.ts';
import { type LearnedContextRule, learnContextRule } from './context-rule.ts';
import { findPeriods, type Period } from './find-periods.ts';
import { type FirstToken, learnFirstToken } from './first-token.ts';
import { type FrameSplit, learnFrameSplit } from './frame-split.ts';
import { learnFramingTokens, observeFraming } from './framing-tokens.ts';
import { type LearnedLifetime, learnIdleLifetime } from './idle-lifetime.ts';
import type { LearnedRule } from './learned-rule.ts';
import { groupSessions, type LinkedCall, type LinkedSession, linkCalls } from './link-calls.ts';
import { type LearnedMissRate, learnMissRate } from './misses.ts';
import {
  type EncryptedSize,
  learnEncryptedSize,
  learnReasoningPerCall,
  type ReasoningDistribution,
} from './reasoning-per-call.ts';
import { learnReplayedReasoning, type ReplayedReasoning } from './replayed-reasoning.ts';
import { learnCacheWrites, learnEffortChange, learnFirstCallHit } from './simple-rules.ts';

/**
 * The rules of one model in one period; names and values are those of the simulator's parameters.
 */
export interface LearnedRules {
  /** Coefficient of replayed reasoning in the prompt: 1 counts as generated, 0 is not there. */
  readonly replayed_reasoning_counts: ReplayedReasoning;
  readonly context_rule: LearnedContextRule;
  readonly cache_outputs: CacheRules['cache_outputs'];
  readonly cache_step: CacheRules['cache_step'];
  readonly hidden_prefix_tokens: LearnedRule<number>;
  readonly cache_minimum: LearnedRule<number>;
  /** Share of an image's input tokens that its place in the cache has. */
  readonly image_cached_share: LearnedRule<number>;
  /** Milliseconds without use after which a prefix is gone. */
  readonly idle_lifetime_ms: LearnedLifetime;
  /** Share of close calls inside a user turn that lose more than a step. */
  readonly miss_rate: LearnedMissRate;
  readonly reasoning_per_call: LearnedRule<ReasoningDistribution>;
  readonly encrypted_characters: LearnedRule<EncryptedSize>;
  readonly first_call_hit: LearnedRule<number>;
  readonly effort_change_keeps_prefix: LearnedRule<number>;
  readonly cache_writes: LearnedRule<number>;
  /** Tokens a call beside visible output, reasoning and counted new input. */
  readonly framing_tokens: LearnedRule<number>;
  /** Of these, those of each tool result, and the rest of an answer. */
  readonly result_frame_tokens: FrameSplit['result_frame_tokens'];
  readonly answer_frame_tokens: FrameSplit['answer_frame_tokens'];
  readonly time_to_first_token: LearnedRule<FirstToken>;
}

export interface LearnedPeriod {
  readonly from: string | null;
  readonly to: string | null;
  readonly calls: number;
  readonly sessions: number;
  readonly sources: number;
  readonly rules: LearnedRules;
}

export interface LearnedModel {
  readonly model: string;
  readonly calls: number;
  readonly sessions: number;
  readonly sources: number;
  readonly periods: readonly LearnedPeriod[];
}

/** @returns models by their number of calls, most first */
export function learnRules(calls: Iterable<UsageCall>): LearnedModel[] {
  const sessions = groupSessions(calls);
  const linked = Map.groupBy(sessions.flatMap(linkCalls), ({ call }) => call.model);
  const models = Map.groupBy(
    sessions.flatMap((session) => session.calls),
    ({ model }) => model,
  );
  return [...models]
    .map(([model, own]) => learnModel(model, own, linked.get(model) ?? [], sessions))
    .sort((a, b) => b.calls - a.calls || a.model.localeCompare(b.model));
}

function learnModel(
  model: string,
  calls: readonly UsageCall[],
  linked: readonly LinkedCall[],
  sessions: readonly LinkedSession[],
): LearnedModel {
  const found = findPeriods(linked);
  const periods = found.length > 0 ? found : [wholePeriod(calls)];
  return {
    model,
    ...countOf(calls),
    periods: periods
      .map((period) => {
        const isIn = ({ month }: UsageCall): boolean =>
          period.months.includes(month) || (found.length <= 1 && found.length === periods.length);
        const own = calls.filter(isIn);
        const ownLinked = linked.filter(({ call }) => isIn(call));
        return {
          ...period,
          ...countOf(own),
          rules: learnPeriod(model, own, ownLinked, sessions, isIn),
        };
      })
      .map(({ months: _, ...period }) => period),
  };
}

function wholePeriod(calls: readonly UsageCall[]): Period {
  const months = [...new Set(calls.map(({ month }) => month))].sort();
  return { from: months[0] ?? null, to: months.at(-1) ?? null, months };
}

function countOf(calls: readonly UsageCall[]): {
  calls: number;
  sessions: number;
  sources: number;
} {
  return {
    calls: calls.length,
    sessions: new Set(calls.map(({ source, session }) => `${source}\n${session}`)).size,
    sources: new Set(calls.map(({ source }) => source)).size,
  };
}

function learnPeriod(
  model: string,
  calls: readonly UsageCall[],
  linked: readonly LinkedCall[],
  sessions: readonly LinkedSession[],
  isIn: (call: UsageCall) => boolean,
): LearnedRules {
  const { count, ...cache } = learnCacheRules(linked);
  const contextRule = learnContextRule(linked);
  const rules = count === null ? null : { count, contextRule: contextRule.value };
  const isOwn = (call: UsageCall): boolean => call.model === model && isIn(call);
  const replayed = learnReplayedReasoning(linked);
  return {
    replayed_reasoning_counts: replayed,
    context_rule: contextRule,
    ...cache,
    idle_lifetime_ms: learnIdleLifetime(linked, rules),
    miss_rate: learnMissRate(linked, rules),
    reasoning_per_call: learnReasoningPerCall(calls),
    encrypted_characters: learnEncryptedSize(calls),
    first_call_hit: learnFirstCallHit(sessions, isOwn),
    effort_change_keeps_prefix: learnEffortChange(sessions, isOwn),
    cache_writes: learnCacheWrites(sessions, isOwn),
    framing_tokens: learnFramingTokens(linked, replayed.value),
    ...learnFrameSplit(observeFraming(linked, replayed.value)),
    time_to_first_token: learnFirstToken(calls),
  };
}
