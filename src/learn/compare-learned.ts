// What changed since a profile was written: the rules that are settled on both sides and differ. A
// vendor changes a rule without a word; this is how it is noticed.
import type { LearnedModel } from './learn-rules.ts';
import type { LearnedProfile } from './learned-profile.ts';

export interface RuleChange {
  readonly model: string;
  readonly rule: string;
  readonly before: unknown;
  readonly now: unknown;
  /** Months that the new value holds for. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Rules that either are equal or are others. */
const exactRules = ['context_rule', 'cache_outputs', 'cache_step', 'cache_minimum'] as const;
/** Rules with an interval: they changed when the intervals do not meet. */
const intervalRules = [
  'replayed_reasoning_counts',
  'hidden_prefix_tokens',
  'idle_lifetime_ms',
] as const;
/** Coefficients this near are one rule, however narrow their intervals are. */
const coefficientApart = 0.1;

/** The newest period of each model against the newest that the profile has. */
export function compareLearned(
  profile: LearnedProfile,
  models: readonly LearnedModel[],
): RuleChange[] {
  return models.flatMap(({ model, periods }) => {
    const now = periods.at(-1);
    const before = profile.models.find((each) => each.model === model)?.periods.at(-1);
    if (now === undefined || before === undefined) return [];
    const { from, to } = now;
    const changed = (rule: string, old: unknown, fresh: unknown): RuleChange => ({
      model,
      rule,
      before: old,
      now: fresh,
      from,
      to,
    });
    const exact = exactRules.flatMap((name) => {
      const [old, fresh] = [before.rules[name].value, now.rules[name].value];
      return old === null || fresh === null || old === fresh ? [] : [changed(name, old, fresh)];
    });
    const apart = intervalRules.flatMap((name) => {
      const [old, fresh] = [before.rules[name], now.rules[name]];
      if (old.value === null || fresh.value === null) return [];
      if (old.interval === null || fresh.interval === null) return [];
      const meet =
        old.interval.low <= fresh.interval.high && fresh.interval.low <= old.interval.high;
      const isNear =
        name === 'replayed_reasoning_counts' &&
        Math.abs(old.value - fresh.value) < coefficientApart;
      return meet || isNear ? [] : [changed(name, old.value, fresh.value)];
    });
    return [...exact, ...apart];
  });
}
