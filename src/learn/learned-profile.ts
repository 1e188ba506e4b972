// What `learn --json` prints and `learn --out` writes: a profile, whose rules have more evidence
// than the form of all profiles asks for. And what other commands compute with of any profile.
import { z } from 'zod';
import { longestStart } from '../profiles/find-period.ts';
import {
  type ProfileFile,
  type ProfilePeriod,
  type ProfileRule,
  ruleValues,
} from '../profiles/profile-file.ts';
import { holdsAt } from '../profiles/profile-times.ts';
import type { CountingRules } from './expected-count.ts';
import type { LearnedModel } from './learn-rules.ts';

const share = z.number().min(0).max(1);
const interval = z.strictObject({ low: z.number(), high: z.number() }).nullable();
const evidence = {
  n: z.int().min(0),
  sessions: z.int().min(0),
  sources: z.int().min(0),
  interval,
  confidence: z.enum(['high', 'medium', 'low', 'none']),
  against: z.array(z.string()),
  /** In words; absent in files of before. */
  source: z.string().min(1).optional(),
};
/** A rule with more members than these keeps them: they are its evidence. */
const rule = <Value extends z.ZodType>(value: Value) =>
  z.looseObject({ value: value.nullable(), ...evidence });

const rules = z.looseObject({
  replayed_reasoning_counts: rule(ruleValues.replayed_reasoning_counts),
  context_rule: rule(ruleValues.context_rule),
  cache_outputs: rule(ruleValues.cache_outputs),
  cache_step: rule(ruleValues.cache_step).extend({
    quantum: z.int().min(1).nullable(),
    exact_share: share.nullable(),
  }),
  hidden_prefix_tokens: rule(ruleValues.hidden_prefix_tokens),
  cache_minimum: rule(ruleValues.cache_minimum),
  /** Absent in files of before. */
  image_cached_share: rule(ruleValues.image_cached_share).optional(),
  idle_lifetime_ms: rule(ruleValues.idle_lifetime_ms),
  miss_rate: rule(ruleValues.miss_rate),
  reasoning_per_call: rule(
    z.looseObject({
      zero_share: share,
      mean: z.number().min(0),
      median: z.number().min(0),
      p90: z.number().min(0),
      quantiles: z.array(z.number().min(0)),
    }),
  ),
});

const month = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .nullable();

/** The same as schemas/learn-1.schema.json, which a test holds. */
export const profileSchema = z.looseObject({
  schema: z.literal(1),
  label: z.literal('measured'),
  models: z.array(
    z.looseObject({
      model: z.string().min(1),
      calls: z.int().min(0),
      sessions: z.int().min(0),
      sources: z.int().min(0),
      periods: z.array(
        z.looseObject({
          from: month,
          to: month,
          calls: z.int().min(0),
          sessions: z.int().min(0),
          sources: z.int().min(0),
          rules,
        }),
      ),
    }),
  ),
});

/** What `learn` found, as a profile. */
export function toLearnedProfile(models: readonly LearnedModel[]): ProfileFile {
  return {
    schema: 1,
    label: 'measured',
    models: models.map((model) => ({
      ...model,
      periods: model.periods.map((period) => ({ ...period, rules: withSource(period) })),
    })),
  };
}

/** Each rule says where it comes from, which it needs once it stands beside others. */
function withSource({
  from,
  to,
  rules: own,
}: LearnedModel['periods'][number]): Record<string, ProfileRule> {
  const months = from === to ? from : `${from} to ${to}`;
  const source = `usage counters of sessions${from === null ? '' : `, ${months}`}`;
  return Object.fromEntries(
    Object.entries(own).map(([name, each]) => [name, { ...each, source } as ProfileRule]),
  );
}

/** The period of a model that holds in a month; null month: the newest. null: none. */
export function findPeriod(
  profile: ProfileFile,
  model: string,
  at: string | null,
): ProfilePeriod | null {
  const periods = longestStart(profile.models, model)?.periods ?? [];
  return at === null ? (periods.at(-1) ?? null) : holdsAt(periods, at);
}

/** The counting rules of a period; null where one that is needed is open. */
export function countingRulesOf({ rules: own }: ProfilePeriod): CountingRules | null {
  const step = own['cache_step'];
  const size = settledValue(own, 'cache_step');
  const hiddenPrefix = settledValue(own, 'hidden_prefix_tokens');
  const outputs = settledValue(own, 'cache_outputs');
  if (size === null || hiddenPrefix === null || outputs === null) return null;
  const [quantum, exactShare] = [step?.['quantum'], step?.['exact_share']];
  return {
    count: {
      ...{ step: size, hiddenPrefix, outputs },
      quantum: typeof quantum === 'number' ? quantum : size,
      imageShare: settledValue(own, 'image_cached_share') ?? 1,
      exactShare: typeof exactShare === 'number' ? exactShare : 1,
    },
    contextRule: settledValue(own, 'context_rule'),
  };
}

/** Of the type that the schema of all profiles holds it to; null: open. */
function settledValue<Name extends keyof typeof ruleValues>(
  own: ProfilePeriod['rules'],
  name: Name,
): z.infer<(typeof ruleValues)[Name]> | null {
  return (own[name]?.value ?? null) as z.infer<(typeof ruleValues)[Name]> | null;
}
