// Real sessions of every model, priced against themselves without replay, by the rules that the same
// sessions taught.
import type { UsageCall } from '../domain/usage-call.ts';
import { learnCacheRules } from './cache-rules.ts';
import { learnContextRule } from './context-rule.ts';
import type { CountingRules } from './expected-count.ts';
import { findPeriods } from './find-periods.ts';
import { groupSessions, type LinkedSession, linkCalls } from './link-calls.ts';
import {
  priceSession,
  type ReplayPrice,
  summariseReplay,
  type TokenPrices,
} from './price-replay.ts';
import { type TurnReach, turnReach } from './turn-reach.ts';
import type { MissTreatment } from './without-replay.ts';

export interface PricedModel {
  readonly model: string;
  readonly from: string | null;
  readonly to: string | null;
  /** The rules that were used; null: open, so nothing is computed. */
  readonly rules: CountingRules | null;
  /** By treatment of misses; empty where the rules are open. */
  readonly prices: readonly ReplayPrice[];
  /** The natural experiment at user turns, where these sessions hold one. */
  readonly turn_reach: readonly TurnReach[];
  readonly by_source: readonly { readonly source: string; readonly price: ReplayPrice }[];
}

const treatments: readonly MissTreatment[] = ['stays', 'same-loss'];
/** Sources with fewer sessions are not shown by themselves. */
const sourceSessionsMin = 7;

/** @param pricesOf list prices of a model; null: not known, nothing is computed */
export function priceModels(
  calls: readonly UsageCall[],
  pricesOf: (model: string) => TokenPrices | null,
): PricedModel[] {
  const sessions = groupSessions(calls);
  const models = Map.groupBy(calls, ({ model }) => model);
  const linked = Map.groupBy(sessions.flatMap(linkCalls), ({ call }) => call.model);
  return [...models.keys()]
    .sort((a, b) => (models.get(b)?.length ?? 0) - (models.get(a)?.length ?? 0))
    .flatMap((model) => {
      const own = linked.get(model) ?? [];
      return findPeriods(own).map(({ from, to, months }) => {
        const inPeriod = own.filter(({ call }) => months.includes(call.month));
        const { count } = learnCacheRules(inPeriod);
        const contextRule = learnContextRule(inPeriod).value;
        const rules = count === null || contextRule === null ? null : { count, contextRule };
        const prices = pricesOf(model);
        const turn_reach = count === null ? [] : turnReach(inPeriod, count);
        const empty = { model, from, to, rules, prices: [], turn_reach, by_source: [] };
        if (rules === null || prices === null) return empty;
        const parts = sessions.flatMap((session) => partOf(session, model, months) ?? []);
        return { ...empty, ...priceAll(parts, rules, prices) };
      });
    });
}

/** The calls of a session that a model answered in some months; null without any. */
function partOf(
  session: LinkedSession,
  model: string,
  months: readonly (string | null)[],
): LinkedSession | null {
  const calls = session.calls.filter((call) => call.model === model && months.includes(call.month));
  return calls.length === 0 ? null : { ...session, calls };
}

function priceAll(
  sessions: readonly LinkedSession[],
  rules: CountingRules,
  prices: TokenPrices,
): Pick<PricedModel, 'prices' | 'by_source'> {
  const priced = treatments.map((treatment) => ({
    treatment,
    sessions: sessions.flatMap((session) => priceSession(session, rules, prices, treatment) ?? []),
  }));
  const first = priced[0]?.sessions ?? [];
  const bySource = [...Map.groupBy(first, ({ source }) => source)];
  return {
    prices: priced.flatMap(
      ({ treatment, sessions: own }) => summariseReplay(own, prices, treatment) ?? [],
    ),
    by_source: bySource
      .filter(([, own]) => own.length >= sourceSessionsMin)
      .flatMap(([source, own]) => {
        const price = summariseReplay(own, prices, 'stays');
        return price === null ? [] : [{ source, price }];
      }),
  };
}
