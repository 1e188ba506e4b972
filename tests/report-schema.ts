// What `ab --json` and `report --format json` print, as a schema. schemas/report-1.schema.json is
// written from it; there unknown fields are welcome, since later versions add some, here they are
// not.
import { z } from 'zod';

const value = z.number().nullable();
const counts = z.record(z.string(), z.number());
const parameter = z.union([z.string(), z.number(), z.boolean()]);
const errors400 = z.strictObject({
  sessions: z.number(),
  attempts: z.number(),
  of_sessions: z.number(),
  of_attempts: z.number(),
});

const arm = z
  .strictObject({
    agent: z.string().describe('who plays: scripted, native, gateway, or a real client'),
    options: z.record(z.string(), parameter).nullable().describe('translator options'),
    gateway: z.string().nullable(),
    trials: z.number(),
    stopped: z.number().describe('sessions that could not continue'),
    turns: z.number().describe('requests, retries among them'),
    cached_ratio: value,
    uncached_input_tokens: value,
    input_tokens: value.describe('cached ones included'),
    cached_tokens: value,
    output_tokens: value.describe('reasoning included'),
    reasoning_tokens_replayed: value,
    cost_usd: value.describe('null: no known price'),
    ttft_ms: z.strictObject({ p50: value, p95: value }),
    error_400: errors400.describe('first attempts refused with 400'),
    errors: z
      .array(z.strictObject({ name: z.string(), sessions: z.number(), requests: z.number() }))
      .describe('failed requests by status and code'),
    metrics: z
      .record(z.string(), value)
      .describe('every metric of docs/experiment.md, over all sessions of the arm'),
    decomposition: z.strictObject({
      replayed_reasoning: z.number(),
      visible: z.number(),
      new_tokens: z.number(),
      prefix_lost: z.number(),
      reused_generation: z.number(),
    }),
    losses: counts.describe('what the translation dropped, by feature'),
  })
  .meta({ id: 'arm', description: 'totals over the sessions of one arm' });
const arms = z.record(z.string(), arm);

const compared = {
  arm: z.string(),
  baseline: z.string(),
  metric: z.string(),
  effect: value.describe('arm minus baseline, of one session; times: arm over baseline'),
  low: value,
  high: value,
};
const sensitivity = z
  .strictObject({
    ...compared,
    kind: z.literal('sensitivity'),
    p: z.null(),
    verdict: z.null(),
    direction: z.enum([
      'higher',
      'higher or equal',
      'lower',
      'lower or equal',
      'depends',
      'equal',
      'unknown',
    ]),
    by_variant: z.record(z.string(), value),
  })
  .meta({
    id: 'sensitivity',
    description: 'simulated: exact, with its range over what is assumed',
  });
const verdict = z.enum(['better', 'worse', 'equivalent', 'inconclusive', 'invalid']);
const interval = z
  .strictObject({
    ...compared,
    kind: z.literal('interval'),
    scale: z.enum(['difference', 'ratio']),
    level: z.number(),
    p: z.number().nullable(),
    p_sign_flip: z.number().nullable(),
    p_wilcoxon: z.number().nullable(),
    p_holm: value,
    n: z.number().describe('independent clusters'),
    pairs: z.number(),
    minimum_detectable: z.number(),
    verdict: verdict.nullable(),
  })
  .describe('measured: estimate and interval');

const armVerdict = z.strictObject({
  arm: z.string(),
  verdict,
  scope: z.enum(['population', 'scenario', 'described']),
  look: z
    .strictObject({
      number: z.number(),
      of: z.number(),
      repeats: z.number(),
      level: z.number(),
      equivalence_level: z.number(),
    })
    .nullable()
    .describe('the planned look that this is; null: none has been reached'),
  clusters: z.number(),
  pairs: z.number(),
  complete_pairs: z.number(),
  attrition: z.array(
    z.strictObject({
      arm: z.string(),
      played: z.number(),
      complete: z.number(),
      stopped: z.number(),
      voided: counts,
    }),
  ),
  warnings: z.array(z.looseObject({ type: z.string(), text: z.string() })),
});

export const reportSchema = z
  .strictObject({
    schema_version: z.literal(1),
    run: z.string(),
    backend: z.string(),
    label: z.enum(['simulated', 'measured']),
    model: z.string(),
    seed: z.string(),
    baseline: z.string(),
    base_variant: z.string().describe('what was assumed of the backend in `arms`'),
    invalid: z
      .array(z.strictObject({ arm: z.string(), problem: z.string() }))
      .describe('arms that cannot be compared; with one of them the exit code is 3'),
    arms,
    comparisons: z.array(z.discriminatedUnion('kind', [sensitivity, interval])),
    verdicts: z.array(armVerdict).optional().describe('measured runs only'),
    break_even_output_tokens_per_call: z.record(
      z.string(),
      z.strictObject({ low: z.number(), high: z.number() }).nullable(),
    ),
    variants: z.array(
      z.strictObject({ name: z.string(), parameters: z.record(z.string(), parameter), arms }),
    ),
    scenarios: z.array(
      z.strictObject({
        name: z.string(),
        arms,
        comparisons: z.array(sensitivity).describe('empty for measured runs'),
      }),
    ),
    parameters: z.array(
      z.strictObject({
        name: z.string(),
        value: parameter,
        source: z.string(),
        confidence: z.string(),
      }),
    ),
    profile: z.array(z.strictObject({ name: z.string(), value: z.string(), source: z.string() })),
    price: z
      .strictObject({
        model: z.string(),
        input_usd: z.number(),
        cached_input_usd: z.number(),
        cache_write_usd: value,
        output_usd: z.number(),
        since: z.string().optional(),
        tier_factors: counts.optional().describe('of a service tier'),
        long_context: z
          .strictObject({ above: z.number(), input: z.number(), output: z.number() })
          .optional()
          .describe('factors where a prompt has more tokens than `above`'),
        date: z.string(),
        source: z.string(),
      })
      .nullable()
      .describe('USD per million tokens'),
    versions: z.record(z.string(), z.string()),
    command: z.string().describe('gives this run again'),
    report: z.string().nullable().describe('path of the page, null: none was written'),
  })
  .describe('Result of turntape ab --json and turntape report --format json');
