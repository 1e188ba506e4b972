// How well a profile predicts the counters of a file, per model: the share of calls to the token,
// and the share that the rules learned from the file itself would reach.
import type { UsageCall } from '../domain/usage-call.ts';
import { learnCacheRules } from './cache-rules.ts';
import { learnContextRule } from './context-rule.ts';
import type { CountingRules } from './expected-count.ts';
import { groupSessions, type LinkedCall, linkCalls } from './link-calls.ts';
import { type PredictedShare, predictedShare } from './predicted-share.ts';

export interface CheckedModel {
  readonly model: string;
  readonly from: string | null;
  readonly to: string | null;
  /** What the profile says; null: it has no rules for the model and time. */
  readonly rules: CountingRules | null;
  readonly in_turn: PredictedShare | null;
  readonly user_turns: PredictedShare | null;
  /** The best that steps and hidden prefixes can do on this file, and with which rules. */
  readonly best: { readonly rules: CountingRules; readonly in_turn: PredictedShare } | null;
}

/**
 * @param rulesAt the profile's rules for a model in a month
 * @returns models by their number of calls, each split where the profile's rules change
 */
export function checkProfile(
  calls: readonly UsageCall[],
  rulesAt: (model: string, month: string | null) => CountingRules | null,
): CheckedModel[] {
  const linked = groupSessions(calls).flatMap(linkCalls);
  const byModel = [...Map.groupBy(linked, ({ call }) => call.model)];
  byModel.sort(([, a], [, b]) => b.length - a.length);
  return byModel.flatMap(([model, own]) => {
    const parts = Map.groupBy(own, ({ call }) => JSON.stringify(rulesAt(model, call.month)));
    return [...parts.values()].map((part) => checkPart(model, part, rulesAt));
  });
}

function checkPart(
  model: string,
  linked: readonly LinkedCall[],
  rulesAt: (model: string, month: string | null) => CountingRules | null,
): CheckedModel {
  const months = [...new Set(linked.map(({ call }) => call.month))].sort();
  const rules = rulesAt(model, months[0] ?? null);
  const { count } = learnCacheRules(linked);
  const learned = count === null ? null : { count, contextRule: learnContextRule(linked).value };
  const best = learned === null ? null : predictedShare(linked, learned, 'in-turn');
  return {
    model,
    from: months[0] ?? null,
    to: months.at(-1) ?? null,
    rules,
    in_turn: rules === null ? null : predictedShare(linked, rules, 'in-turn'),
    user_turns: rules === null ? null : predictedShare(linked, rules, 'user-turn'),
    best: learned === null || best === null ? null : { rules: learned, in_turn: best },
  };
}
