// Calls -> what they used: by day, model, client and folder; and the sessions and calls that cost
// most. Takes one call after the other and keeps sums, so that a long history needs little memory.

import type { LoggedCall, LoggedSession } from '../domain/logged-call.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import { type CountedValues, createCountedValues } from '../stats/counted-values.ts';
import { type LostPrefixCause, lostPrefix } from './lost-prefix.ts';

/** By what calls are put together. */
export const usageGroupings = ['day', 'model', 'client', 'folder'] as const;
export type UsageGrouping = (typeof usageGroupings)[number];

/** Sums over calls. Cached shares have the whole input as denominator. */
export interface UsageSums {
  readonly calls: number;
  readonly sessions: number;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly cache_write_tokens: number;
  readonly output_tokens: number;
  /** Of the calls that report it; null: none does. */
  readonly reasoning_tokens: number | null;
  readonly cached_share: number | null;
  /** Of a call's own share, to four digits; by calls that begin a user turn, and the others. */
  readonly cached_share_median_call: number | null;
  readonly cached_share_user_turns: number | null;
  readonly cached_share_tool_turns: number | null;
  readonly reasoning_per_call: {
    readonly zero_share: number;
    readonly mean: number;
    readonly median: number;
    readonly p90: number;
  } | null;
  readonly lost_prefix_tokens: Readonly<Partial<Record<LostPrefixCause, number>>>;
  /** USD at list prices; null: no call of a model whose price is known. */
  readonly cost_usd: number | null;
  /** Calls that are in the sums and not in the cost. */
  readonly calls_without_price: number;
}

export interface UsageGroup {
  readonly name: string;
  readonly sums: UsageSums;
}

export interface CostlySession {
  readonly id: string;
  readonly client: string;
  readonly folder: string | null;
  readonly first_words: string | null;
  readonly models: readonly string[];
  readonly calls: number;
  readonly input_tokens: number;
  readonly cached_share: number | null;
  readonly cost_usd: number;
}

export interface CostlyCall {
  readonly session: string;
  readonly position: number;
  readonly model: string;
  readonly at: string | null;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly lost_prefix_tokens: number;
  readonly cause: LostPrefixCause | null;
  readonly cost_usd: number;
}

export interface UsageSummary {
  readonly from: string | null;
  readonly to: string | null;
  readonly all: UsageSums;
  readonly groups: Readonly<Record<UsageGrouping, readonly UsageGroup[]>>;
  readonly costliest_sessions: readonly CostlySession[];
  readonly costliest_calls: readonly CostlyCall[];
  /** Calls without usage counters: in no sum. */
  readonly calls_without_counters: number;
}

/** USD of a call; null where the model's price is not known. */
export type PriceCall = (call: UsageCall) => number | null;

const costliestMax = 10;
/** A call's share is rounded to a part of these, so that a long history needs little memory. */
const shareSteps = 10_000;

/** Sums while calls come in. */
interface Tally {
  calls: number;
  sessions: Set<string>;
  input: number;
  cached: number;
  written: number;
  output: number;
  readonly reasoning: CountedValues;
  readonly shares: CountedValues;
  /** Of calls whose cached count is known. */
  known: Part;
  turns: { user: Part; tool: Part };
  lost: Map<LostPrefixCause, number>;
  cost: number;
  unpriced: number;
}

interface Part {
  input: number;
  cached: number;
}

const newTally = (): Tally => ({
  calls: 0,
  sessions: new Set(),
  input: 0,
  cached: 0,
  written: 0,
  output: 0,
  reasoning: createCountedValues(),
  shares: createCountedValues(),
  known: { input: 0, cached: 0 },
  turns: { user: { input: 0, cached: 0 }, tool: { input: 0, cached: 0 } },
  lost: new Map(),
  cost: 0,
  unpriced: 0,
});

interface SessionTally extends Part {
  readonly session: LoggedSession | null;
  readonly id: string;
  readonly models: Set<string>;
  calls: number;
  cost: number;
}

export interface UsageCounter {
  /** Takes the calls of a session in their order. */
  add(call: LoggedCall, session: LoggedSession | null): void;
  summary(): UsageSummary;
}

export function createUsageCounter(priceCall: PriceCall): UsageCounter {
  const all = newTally();
  const groups: Record<UsageGrouping, Map<string, Tally>> = {
    day: new Map(),
    model: new Map(),
    client: new Map(),
    folder: new Map(),
  };
  const sessions = new Map<string, SessionTally>();
  const last = new Map<string, UsageCall>();
  const costly: CostlyCall[] = [];
  let withoutCounters = 0;
  let fromMs: number | null = null;
  let toMs: number | null = null;

  return {
    add({ usage, atMs }, session) {
      const key = `${usage.source}\n${usage.session}`;
      const before = last.get(key);
      last.set(key, usage);
      if (usage.inputTokens === null || usage.outputTokens === null) {
        withoutCounters++;
        return;
      }
      if (atMs !== null) {
        fromMs = Math.min(fromMs ?? atMs, atMs);
        toMs = Math.max(toMs ?? atMs, atMs);
      }
      const day = atMs === null ? usage.month : new Date(atMs).toISOString().slice(0, 10);
      const names: Record<UsageGrouping, string | null> = {
        day,
        model: usage.model,
        client: session?.client ?? null,
        folder: session?.folder ?? null,
      };
      const cost = priceCall(usage);
      const lost = before === undefined ? null : lostPrefix(before, usage);
      const tallies = usageGroupings.map((grouping) => {
        const name = names[grouping] ?? 'not known';
        const tally = groups[grouping].get(name) ?? newTally();
        groups[grouping].set(name, tally);
        return tally;
      });
      for (const tally of [all, ...tallies]) addCall(tally, key, usage, cost, lost);
      addToSession(sessions, key, usage, session, cost ?? 0);
      noteCostly(costly, usage, atMs, cost, lost);
    },
    summary: () => ({
      from: fromMs === null ? null : new Date(fromMs).toISOString(),
      to: toMs === null ? null : new Date(toMs).toISOString(),
      all: toSums(all),
      groups: {
        day: toGroups(groups.day, (a, b) => b.name.localeCompare(a.name)),
        model: toGroups(groups.model, byInput),
        client: toGroups(groups.client, byInput),
        folder: toGroups(groups.folder, byInput),
      },
      costliest_sessions: [...sessions.values()]
        .sort((a, b) => b.cost - a.cost || b.input - a.input)
        .slice(0, costliestMax)
        .map(toCostlySession),
      costliest_calls: costly,
      calls_without_counters: withoutCounters,
    }),
  };
}

const byInput = (a: UsageGroup, b: UsageGroup): number =>
  b.sums.input_tokens - a.sums.input_tokens || a.name.localeCompare(b.name);

function addCall(
  tally: Tally,
  session: string,
  usage: UsageCall,
  cost: number | null,
  lost: ReturnType<typeof lostPrefix>,
): void {
  const input = usage.inputTokens ?? 0;
  const cached = usage.cachedTokens ?? 0;
  tally.calls++;
  tally.sessions.add(session);
  tally.input += input;
  tally.cached += cached;
  tally.written += usage.cacheWriteTokens ?? 0;
  tally.output += usage.outputTokens ?? 0;
  if (usage.reasoningTokens !== null) tally.reasoning.add(usage.reasoningTokens);
  // A count that is not known is in no share.
  if (usage.cachedTokens !== null && input > 0) {
    tally.shares.add(Math.round((cached / input) * shareSteps) / shareSteps);
    tally.known.input += input;
    tally.known.cached += cached;
  }
  if (usage.cachedTokens !== null && usage.beginsUserTurn !== null) {
    const part = tally.turns[usage.beginsUserTurn ? 'user' : 'tool'];
    part.input += input;
    part.cached += cached;
  }
  if (lost !== null) tally.lost.set(lost.cause, (tally.lost.get(lost.cause) ?? 0) + lost.tokens);
  if (cost === null) tally.unpriced++;
  else tally.cost += cost;
}

function addToSession(
  sessions: Map<string, SessionTally>,
  key: string,
  usage: UsageCall,
  session: LoggedSession | null,
  cost: number,
): void {
  const own = sessions.get(key) ?? {
    session,
    id: usage.session,
    models: new Set<string>(),
    calls: 0,
    input: 0,
    cached: 0,
    cost: 0,
  };
  sessions.set(key, own);
  own.models.add(usage.model);
  own.calls++;
  own.input += usage.inputTokens ?? 0;
  own.cached += usage.cachedTokens ?? 0;
  own.cost += cost;
}

function noteCostly(
  costly: CostlyCall[],
  usage: UsageCall,
  atMs: number | null,
  cost: number | null,
  lost: ReturnType<typeof lostPrefix>,
): void {
  if (cost === null) return;
  if (costly.length === costliestMax && cost <= (costly.at(-1)?.cost_usd ?? 0)) return;
  costly.push({
    session: usage.session,
    position: usage.position,
    model: usage.model,
    at: atMs === null ? null : new Date(atMs).toISOString(),
    input_tokens: usage.inputTokens ?? 0,
    cached_tokens: usage.cachedTokens ?? 0,
    lost_prefix_tokens: lost?.tokens ?? 0,
    cause: lost?.cause ?? null,
    cost_usd: cost,
  });
  costly.sort((a, b) => b.cost_usd - a.cost_usd);
  costly.length = Math.min(costly.length, costliestMax);
}

function toGroups(
  tallies: ReadonlyMap<string, Tally>,
  order: (a: UsageGroup, b: UsageGroup) => number,
): UsageGroup[] {
  return [...tallies].map(([name, tally]) => ({ name, sums: toSums(tally) })).sort(order);
}

const shareOf = ({ input, cached }: Part): number | null => (input === 0 ? null : cached / input);

function toSums(tally: Tally): UsageSums {
  const { reasoning, shares } = tally;
  return {
    calls: tally.calls,
    sessions: tally.sessions.size,
    input_tokens: tally.input,
    cached_tokens: tally.cached,
    cache_write_tokens: tally.written,
    output_tokens: tally.output,
    reasoning_tokens: reasoning.count === 0 ? null : reasoning.sum,
    cached_share: shareOf(tally.known),
    cached_share_median_call: shares.quantile(0.5),
    cached_share_user_turns: shareOf(tally.turns.user),
    cached_share_tool_turns: shareOf(tally.turns.tool),
    reasoning_per_call:
      reasoning.count === 0
        ? null
        : {
            zero_share: reasoning.countOf(0) / reasoning.count,
            mean: reasoning.sum / reasoning.count,
            median: reasoning.quantile(0.5) ?? 0,
            p90: reasoning.quantile(0.9) ?? 0,
          },
    lost_prefix_tokens: Object.fromEntries(tally.lost),
    cost_usd: tally.unpriced === tally.calls ? null : tally.cost,
    calls_without_price: tally.unpriced,
  };
}

function toCostlySession(own: SessionTally): CostlySession {
  return {
    id: own.id,
    client: own.session?.client ?? 'not known',
    folder: own.session?.folder ?? null,
    first_words: own.session?.firstWords ?? null,
    models: [...own.models].sort(),
    calls: own.calls,
    input_tokens: own.input,
    cached_share: shareOf(own),
    cost_usd: own.cost,
  };
}
