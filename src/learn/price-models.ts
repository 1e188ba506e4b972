// Real sessions of every model, priced against themselves without replay, by the rules that the
// same sessions taught. Sessions whose client sends no reasoning back are priced the other way
// round.
import type { UsageCall } from '../domain/usage-call.ts';
import { learnCacheRules } from './cache-rules.ts';
import type { MissTreatment } from './compared-call.ts';
import { learnContextRule } from './context-rule.ts';
import type { ContextRuleName } from './context-rule-name.ts';
import type { CountingRules } from './expected-count.ts';
import { findPeriods } from './find-periods.ts';
import { hasReplay } from './has-replay.ts';
import { groupSessions, type LinkedSession, linkCalls } from './link-calls.ts';
import {
  priceSession,
  type ReplayPrice,
  summariseReplay,
  type TokenPrices,
} from './price-replay.ts';
import { type TurnReach, turnReach } from './turn-reach.ts';
import { withReplay } from './with-replay.ts';
import { withoutReplay } from './without-replay.ts';

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
  /** Sessions that had no replay, against themselves with it; null: there are none. */
  readonly added: AddedReplay | null;
}

export interface AddedReplay {
  readonly context_rule: ContextRuleName;
  /** `assumed`: no session with replay teaches the rule, so it is what is known of the model. */
  readonly context_rule_is: 'learned' | 'assumed';
  /** By treatment of misses. */
  readonly prices: readonly ReplayPrice[];
}

const treatments: readonly MissTreatment[] = ['stays', 'same-loss'];
/** Sources with fewer sessions are not shown by themselves. */
const sourceSessionsMin = 7;

/**
 * @param pricesOf list prices of a model in a month; null: not known, nothing is computed
 * @param contextRuleOf what is known of a model, for where no session teaches it
 */
export function priceModels(
  calls: readonly UsageCall[],
  pricesOf: (model: string, month: string | null) => TokenPrices | null,
  contextRuleOf: (model: string) => ContextRuleName = () => 'current_turn',
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
        const bySession = Map.groupBy(inPeriod, ({ sessionKey }) => sessionKey);
        const isBare = (key: string): boolean => hasReplay(bySession.get(key) ?? []) === false;
        const replaying = inPeriod.filter(({ sessionKey }) => !isBare(sessionKey));
        const contextRule = learnContextRule(replaying).value;
        const rules = count === null || contextRule === null ? null : { count, contextRule };
        const prices = pricesOf(model, from);
        const turn_reach = count === null ? [] : turnReach(inPeriod, count);
        const none = { rules, prices: [], turn_reach, by_source: [], added: null };
        const empty = { model, from, to, ...none };
        if (count === null || prices === null) return empty;
        const parts = sessions.flatMap((session) => partOf(session, model, months) ?? []);
        const bare = parts.filter(({ key }) => isBare(key));
        const addedRules = { count, contextRule: contextRule ?? contextRuleOf(model) };
        const added: AddedReplay | null =
          bare.length === 0
            ? null
            : {
                context_rule: addedRules.contextRule,
                context_rule_is: contextRule === null ? 'assumed' : 'learned',
                prices: priceAll(bare, addedRules, prices, withReplay).prices,
              };
        if (rules === null) return { ...empty, added };
        const others = parts.filter(({ key }) => !isBare(key));
        return { ...empty, ...priceAll(others, rules, prices, withoutReplay), added };
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
  compare: typeof withoutReplay,
): Pick<PricedModel, 'prices' | 'by_source'> {
  const priced = treatments.map((treatment) => ({
    treatment,
    sessions: sessions.flatMap(
      (session) => priceSession(session, rules, prices, treatment, compare) ?? [],
    ),
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
