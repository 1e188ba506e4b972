// A profile: what is known of a backend, by model and time, each rule with its value and what the
// value rests on. The files in data/ have this form, and so has what `learn` and `probe` write.
import { z } from 'zod';

const confidence = z.enum(['high', 'medium', 'low', 'none']);

/** `none`: the question is open, or the value is assumed. */
export type RuleConfidence = z.infer<typeof confidence>;

const share = z.number().min(0).max(1);
const tokens = z.int().min(0);

/** Values of the rules that are computed with; a rule with another name has any value. */
export const ruleValues = {
  replayed_reasoning_counts: z.number(),
  context_rule: z.enum(['current_turn', 'all_turns']),
  cache_outputs: z.enum(['none', 'full']),
  cache_step: z.int().min(1),
  hidden_prefix_tokens: tokens,
  cache_minimum: tokens,
  image_cached_share: share,
  idle_lifetime_ms: z.number().min(0),
  miss_rate: share,
};

const rule = z.looseObject({
  /** null: open. */
  value: z.unknown(),
  /** Observations that the value rests on; 0: documented or assumed. */
  n: z.int().min(0),
  confidence,
  /** Where the value comes from; absent in files of older versions. */
  source: z.string().min(1).optional(),
  /** Of the value or of the share that decides it, at 95%; null or absent: not known. */
  interval: z.strictObject({ low: z.number(), high: z.number() }).nullable().optional(),
  /** What speaks against the value, or why the question is open. */
  against: z.array(z.string()).optional(),
});

const monthOrDay = z
  .string()
  .regex(/^\d{4}-\d{2}(-\d{2})?$/)
  .nullable();

const period = z.looseObject({
  /** First and last month or day on which the rules hold, `YYYY-MM-DD`; null: open. */
  from: monthOrDay,
  to: monthOrDay,
  /** By name: those of `learn`, else of a parameter of the simulator. */
  rules: z.record(z.string(), rule).superRefine((rules, context) => {
    for (const [name, schema] of Object.entries(ruleValues)) {
      const value = Object.hasOwn(rules, name) ? rules[name]?.value : null;
      const [issue] = schema.nullish().safeParse(value).error?.issues ?? [];
      if (issue === undefined) continue;
      context.addIssue({ code: 'custom', path: [name, 'value'], message: issue.message });
    }
  }),
});

/** The same as schemas/profile-1.schema.json, which a test holds. */
export const profileFileSchema = z.looseObject({
  schema: z.literal(1),
  /** Those of shipped-profiles.ts, or another's name; absent where a file does not say. */
  backend: z.string().min(1).optional(),
  label: z.enum(['measured', 'documented', 'simulated']),
  models: z.array(
    z.looseObject({
      /** The model's name, or the beginning that a family shares. */
      model: z.string().min(1),
      periods: z.array(period),
    }),
  ),
});

export type ProfileFile = z.infer<typeof profileFileSchema>;
export type ProfileModel = ProfileFile['models'][number];
export type ProfilePeriod = ProfileModel['periods'][number];
export type ProfileRule = ProfilePeriod['rules'][string];

/** @throws ZodError for any other shape */
export function parseProfileFile(value: unknown): ProfileFile {
  return profileFileSchema.parse(value);
}

/** Whether something follows from a rule; open and assumed ones settle nothing. */
export function isSettled(rule: ProfileRule | undefined): rule is ProfileRule {
  return rule?.value !== null && rule?.value !== undefined && rule.confidence !== 'none';
}
