// What changed since a profile was written: the rules that are settled on both sides and differ. A
// vendor changes a rule without a word; this is how it is noticed.
import { fittedRules, isOtherRule } from '../profiles/is-other-rule.ts';
import type { ProfileFile } from '../profiles/profile-file.ts';
import type { LearnedModel } from './learn-rules.ts';
import { findPeriod, toLearnedProfile } from './learned-profile.ts';

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
const exactRules: readonly string[] = [
  'context_rule',
  'cache_outputs',
  'cache_step',
  'cache_minimum',
];
/**
 * The newest period of each model against the newest that the profile has. Of fitted numbers
 * without an interval on both sides nothing is said.
 */
export function compareLearned(
  profile: ProfileFile,
  models: readonly LearnedModel[],
): RuleChange[] {
  return toLearnedProfile(models).models.flatMap(({ model, periods }) => {
    const now = periods.at(-1);
    const before = findPeriod(profile, model, null);
    if (now === undefined || before === null) return [];
    return [...exactRules, ...fittedRules].flatMap((rule) => {
      const [old, fresh] = [before.rules[rule], now.rules[rule]];
      if (old === undefined || fresh === undefined || !isOtherRule(rule, old, fresh)) return [];
      if (fittedRules.includes(rule) && !(old.interval && fresh.interval)) return [];
      const { from, to } = now;
      return [{ model, rule, before: old.value, now: fresh.value, from, to }];
    });
  });
}
