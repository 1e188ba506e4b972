// The file that `learn --out` writes: what was learned, as data that other commands load. It is
// read again with a schema, since a person may have edited it or somebody else may have made it.
import { z } from 'zod';
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
};
/** A rule with more members than these keeps them: they are its evidence. */
const rule = <Value extends z.ZodType>(value: Value) =>
  z.looseObject({ value: value.nullable(), ...evidence });

const rules = z.looseObject({
  replayed_reasoning_counts: rule(z.number()),
  context_rule: rule(z.enum(['current_turn', 'all_turns'])),
  cache_outputs: rule(z.enum(['none', 'full'])),
  cache_step: rule(z.int().min(1)).extend({
    quantum: z.int().min(1).nullable(),
    exact_share: share.nullable(),
  }),
  hidden_prefix_tokens: rule(z.int().min(0)),
  cache_minimum: rule(z.int().min(0)),
  /** Absent in files of before. */
  image_cached_share: rule(share).optional(),
  idle_lifetime_ms: rule(z.number().min(0)),
  miss_rate: rule(share),
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

export type LearnedProfile = z.infer<typeof profileSchema>;
export type ProfilePeriod = LearnedProfile['models'][number]['periods'][number];

/** What `learn` prints with --json and writes with --out. */
export function toLearnedProfile(models: readonly LearnedModel[]): Record<string, unknown> {
  return { schema: 1, label: 'measured', models };
}

/** @throws ZodError for any other shape */
export function parseLearnedProfile(value: unknown): LearnedProfile {
  return profileSchema.parse(value);
}

/** The period of a model that holds in a month; null month: the newest. null: none. */
export function findPeriod(
  profile: LearnedProfile,
  model: string,
  at: string | null,
): ProfilePeriod | null {
  const periods = profile.models.find((each) => each.model === model)?.periods ?? [];
  if (at === null) return periods.at(-1) ?? null;
  const holds = periods.filter(({ from }) => from === null || from <= at);
  return holds.at(-1) ?? null;
}

/** The counting rules of a period; null where one that is needed is open. */
export function countingRulesOf({ rules: own }: ProfilePeriod): CountingRules | null {
  const { cache_step: step, hidden_prefix_tokens: hidden, cache_outputs, context_rule } = own;
  if (step.value === null || hidden.value === null || cache_outputs.value === null) return null;
  return {
    count: {
      step: step.value,
      hiddenPrefix: hidden.value,
      quantum: step.quantum ?? step.value,
      imageShare: own.image_cached_share?.value ?? 1,
      outputs: cache_outputs.value,
      exactShare: step.exact_share ?? 1,
    },
    contextRule: context_rule.value,
  };
}
