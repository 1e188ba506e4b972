// What is printed of saved runs, and of what would be sent.
import { z } from 'zod';
import { number, text, texts } from './shapes.ts';

export const runs = z
  .array(
    z.strictObject({
      id: z.string(),
      started_at: z.string(),
      is_finished: z.boolean(),
      label: z.string(),
      model: z.string(),
      arms: texts,
      scenarios: texts,
      trials: z.number(),
      bytes: z.number(),
      started_again: z
        .strictObject({ trials: z.number(), bytes: z.number() })
        .nullable()
        .describe('what will replace it when it has finished'),
    }),
  )
  .describe('turntape runs --json');

export const deletedRuns = z
  .strictObject({ deleted: z.array(z.strictObject({ id: z.string(), bytes: z.number() })) })
  .describe('turntape runs delete --json');

export const merged = z
  .array(
    z.strictObject({
      run: z.string(),
      added: z.number(),
      sessions: z.number().describe('trials that are here now'),
      planned: z.number(),
    }),
  )
  .describe('turntape merge --json');

export const plan = z
  .strictObject({
    pilot: z.string(),
    label: z.string(),
    metrics: z.array(
      z.strictObject({
        metric: z.string(),
        baseline_mean: z.number(),
        sd: z.number(),
        sd_source: z.string(),
      }),
    ),
    plans: z.array(
      z.strictObject({
        sessions: z.number(),
        trials: z.number(),
        requests: z.number(),
        minimum_detectable: z.record(z.string(), z.number()),
        cost_usd: number,
      }),
    ),
    looks: z.array(z.strictObject({ repeats: z.number(), alpha: z.number() })),
  })
  .describe('turntape plan --json');

const estimate = {
  sessions: z.number().describe('trials'),
  requests: z.number(),
  input_tokens: z.number(),
  cached_tokens: z.number(),
  output_tokens: z.number(),
  cost_usd: number,
  cost_usd_without_cache: number,
};
export const dryRun = z
  .strictObject({
    dry_run: z.literal(true),
    backend: z.string(),
    url: z.string(),
    credentials: z.string(),
    model: z.string(),
    label: z.literal('simulated'),
    ...estimate,
    pauses_ms: z.number(),
    database_bytes: z.number().describe('about what the run would add to the database'),
    arms: z.record(z.string(), z.strictObject(estimate)),
  })
  .describe('turntape ab --json on a live backend without --live: nothing is sent');

export const probeDryRun = z
  .strictObject({
    dry_run: z.literal(true),
    requests: z.number(),
    input_tokens: z.number(),
    cost_usd_at_most: number,
    planned: z.array(
      z.strictObject({
        label: z.string(),
        headers: z.record(z.string(), z.string()),
        prompt_cache_key: text,
        reasoning: z.unknown(),
        include: texts,
        input_items: z.number(),
        input_tokens: z.number(),
        body: z.looseObject({}).describe('as it would be sent'),
      }),
    ),
  })
  .describe('turntape probe --dry-run --json');

export const served = z
  .strictObject({
    trials: z.number().describe('played, and first with their result'),
    runs: z.number().describe('of which they were'),
  })
  .describe('turntape worker --json');
