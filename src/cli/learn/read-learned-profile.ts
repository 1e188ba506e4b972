// Profiles that `learn --out` wrote, and the built-in ones, as rules by model and month.
import { existsSync, readFileSync } from 'node:fs';
import { ZodError } from 'zod';
import type { CountingRules } from '../../learn/expected-count.ts';
import {
  countingRulesOf,
  findPeriod,
  type LearnedProfile,
  parseLearnedProfile,
} from '../../learn/learned-profile.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseJson } from '../../lib/json.ts';
import { defaultCacheModelParameters } from '../../profiles/cache-model-parameters.ts';
import { cacheRulesOf } from '../../profiles/cache-rules.ts';
import { contextNameOf } from '../../profiles/model-profiles.ts';

/** @throws HarnessError `not-found`, `bad-input` */
export function readLearnedProfile(path: string): LearnedProfile {
  if (!existsSync(path)) {
    throw new HarnessError(
      'not-found',
      `there is no profile ${path}`,
      'Write one: turntape learn --out FILE',
    );
  }
  const value = parseJson(readFileSync(path, 'utf8'));
  try {
    return parseLearnedProfile(value);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    throw new HarnessError(
      'bad-input',
      `${path} is not a profile of turntape learn: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`,
      'Write it again: turntape learn --out FILE',
    );
  }
}

/** @param path undefined: the built-in profiles */
export function rulesAtOf(
  path: string | undefined,
): (model: string, month: string | null) => CountingRules | null {
  if (path === undefined) return builtInRules;
  const profile = readLearnedProfile(path);
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
