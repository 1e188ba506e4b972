// The counting rules of a profile that the user names, or of the built-in ones, by model and month.
import type { CountingRules } from '../../learn/expected-count.ts';
import { countingRulesOf, findPeriod } from '../../learn/learned-profile.ts';
import { defaultCacheModelParameters } from '../../profiles/cache-model-parameters.ts';
import { cacheRulesOf } from '../../profiles/cache-rules.ts';
import { contextNameOf } from '../../profiles/model-profiles.ts';
import { readProfile } from '../backends/read-profile.ts';

/** @param path undefined: the built-in profiles */
export function rulesAtOf(
  path: string | undefined,
): (model: string, month: string | null) => CountingRules | null {
  if (path === undefined) return builtInRules;
  const { profile } = readProfile(path);
  return (model, month) => {
    const period = findPeriod(profile, model, month);
    return period === null ? null : countingRulesOf(period);
  };
}

/** Of the shipped profiles, as the simulator follows them. */
function builtInRules(model: string, month: string | null): CountingRules {
  const parameters = { ...defaultCacheModelParameters, profile_date: month ?? '' };
  const { step, hiddenPrefix, quantum, imageShare, outputs } = cacheRulesOf(model, parameters);
  return {
    count: { step, hiddenPrefix, quantum, imageShare, outputs, exactShare: 1 },
    contextRule: contextNameOf({ model }, parameters),
  };
}
