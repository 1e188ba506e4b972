// What replaying reasoning costs on real sessions, if the model then does the same: every session
// against itself without replay, or with it where it had none, at list prices. *Computed* from
// measured sessions.

import { quantile } from '../stats/descriptive.ts';
import type { Interval } from '../stats/paired-t.ts';
import type { CallTokens, MissTreatment } from './compared-call.ts';
import type { CountingRules } from './expected-count.ts';
import type { LinkedSession } from './link-calls.ts';
import { medianInterval } from './median-interval.ts';
import { withoutReplay } from './without-replay.ts';

/** USD per million tokens, or any unit: only ratios matter here. */
export interface TokenPrices {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** One session with replay and without: one of the two as measured, the other as computed. */
export interface PricedSession {
  readonly key: string;
  readonly source: string;
  readonly userTurns: number;
  readonly calls: number;
  readonly inputTokens: number;
  /** Of the input: reasoning that was replayed. */
  readonly replayedTokens: number;
  readonly reasoningTokens: number;
  readonly uncached: { readonly with: number; readonly without: number };
  readonly cost: { readonly with: number; readonly without: number };
  /** Of the extra cost: what falls on calls that begin a user turn. */
  readonly extraAtUserTurns: number;
  readonly userTurnCalls: number;
}

export interface ReplayPrice {
  readonly treatment: MissTreatment;
  readonly sessions: number;
  readonly sources: number;
  readonly calls: number;
  /** Share of the input that is replayed reasoning. */
  readonly replayed_share: number;
  /** Changes by replay, as fractions: of all sessions together, and per session. */
  readonly uncached_pooled: number;
  readonly cost_pooled: number;
  readonly cost_per_session: SessionChange;
  /** Of the mean session, tokens times their prices per million. */
  readonly mean_session_cost: { readonly with: number; readonly without: number };
  readonly one_user_turn: SessionChange | null;
  readonly several_user_turns: SessionChange | null;
  /** Share of sessions that cost more with replay. */
  readonly sessions_costing_more: number;
  /** Share of the extra cost that falls on the calls that begin a user turn. */
  readonly extra_at_user_turns: number | null;
  /** Uncached tokens more per user turn after the first. */
  readonly extra_uncached_per_user_turn: number | null;
  /** What replay must save to pay for itself. */
  readonly break_even: {
    readonly output_tokens_per_call: number;
    /** The same as a share of the model's reasoning. */
    readonly share_of_reasoning: number | null;
    /** Share of the calls that it must make unnecessary instead. */
    readonly share_of_calls: number;
  };
}

export interface SessionChange {
  readonly sessions: number;
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  /** Of the median, by drawing sessions again; null below three. */
  readonly interval: Interval | null;
}

/** A session of one call has nothing to replay. */
const callsMin = 2;

/**
 * @param compare what is computed: the session without replay, or with it
 * @returns null for a session that is too short or without counters
 */
export function priceSession(
  session: LinkedSession,
  rules: CountingRules,
  prices: TokenPrices,
  treatment: MissTreatment,
  compare: typeof withoutReplay = withoutReplay,
): PricedSession | null {
  const compared = compare(session, rules, treatment);
  if (compared.length < callsMin) return null;
  const sum = (of: (each: (typeof compared)[number]) => number): number =>
    compared.reduce((total, each) => total + of(each), 0);
  const atTurns = compared.filter(({ call }, index) => index > 0 && call.beginsUserTurn === true);
  return {
    key: session.key,
    source: session.source,
    userTurns: Math.max(1, compared.filter(({ call }) => call.beginsUserTurn === true).length),
    calls: compared.length,
    inputTokens: sum((each) => each.with.input),
    replayedTokens: sum((each) => each.with.input - each.without.input),
    reasoningTokens: sum(({ call }) => call.reasoningTokens ?? 0),
    uncached: {
      with: sum((each) => each.with.input - each.with.cached),
      without: sum(({ without }) => without.input - without.cached),
    },
    cost: {
      with: sum((each) => costOf(each.with, prices)),
      without: sum(({ without }) => costOf(without, prices)),
    },
    extraAtUserTurns: atTurns.reduce(
      (total, each) => total + costOf(each.with, prices) - costOf(each.without, prices),
      0,
    ),
    userTurnCalls: atTurns.length,
  };
}

function costOf({ input, cached, output }: CallTokens, prices: TokenPrices): number {
  return (input - cached) * prices.input + cached * prices.cachedInput + output * prices.output;
}

/** @returns null without sessions */
export function summariseReplay(
  sessions: readonly PricedSession[],
  prices: TokenPrices,
  treatment: MissTreatment,
): ReplayPrice | null {
  if (sessions.length === 0) return null;
  const sum = (of: (session: PricedSession) => number): number =>
    sessions.reduce((total, session) => total + of(session), 0);
  const calls = sum((session) => session.calls);
  const without = sum(({ cost }) => cost.without);
  const extra = sum(({ cost }) => cost.with) - without;
  const perCall = extra / calls / prices.output;
  const reasoning = sum((session) => session.reasoningTokens);
  const userTurnCalls = sum((session) => session.userTurnCalls);
  const extraUncached = sum(({ uncached }) => uncached.with - uncached.without);
  const atTurns = sum((session) => session.extraAtUserTurns);
  const several = sessions.filter(({ userTurns }) => userTurns > 1);
  return {
    treatment,
    sessions: sessions.length,
    sources: new Set(sessions.map(({ source }) => source)).size,
    calls,
    replayed_share:
      sum((session) => session.replayedTokens) / sum(({ inputTokens }) => inputTokens),
    uncached_pooled: extraUncached / sum(({ uncached }) => uncached.without),
    cost_pooled: extra / without,
    cost_per_session: changeOf(sessions, 'all'),
    mean_session_cost: {
      with: (without + extra) / sessions.length,
      without: without / sessions.length,
    },
    one_user_turn: changeOrNull(sessions.filter(({ userTurns }) => userTurns === 1)),
    several_user_turns: changeOrNull(several),
    sessions_costing_more:
      sessions.filter(({ cost }) => cost.with > cost.without).length / sessions.length,
    extra_at_user_turns: extra <= 0 ? null : atTurns / extra,
    extra_uncached_per_user_turn:
      userTurnCalls === 0
        ? null
        : several.reduce((n, { uncached }) => n + uncached.with - uncached.without, 0) /
          userTurnCalls,
    break_even: {
      output_tokens_per_call: perCall,
      share_of_reasoning: reasoning === 0 ? null : (perCall * calls) / reasoning,
      share_of_calls: extra / sum(({ cost }) => cost.with),
    },
  };
}

function changeOrNull(sessions: readonly PricedSession[]): SessionChange | null {
  return sessions.length === 0 ? null : changeOf(sessions, String(sessions.length));
}

function changeOf(sessions: readonly PricedSession[], seed: string): SessionChange {
  const changes = sessions.map(({ cost }) => cost.with / cost.without - 1);
  const at = (share: number): number => quantile(changes, share) ?? 0;
  return {
    sessions: changes.length,
    median: at(0.5),
    q1: at(0.25),
    q3: at(0.75),
    interval: medianInterval(changes, seed),
  };
}
