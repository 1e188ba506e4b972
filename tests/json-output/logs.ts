// What is printed of session files on the disk, and of other recorders' files.
import { z } from 'zod';
import { counts, interval, number, text, texts } from './shapes.ts';

export const loggedSessions = z
  .array(
    z.strictObject({
      id: z.string(),
      client: text,
      first_words: text,
      folder: text,
      models: texts,
      last_at: text,
      calls: z.number(),
      input_tokens: z.number(),
      output_tokens: z.number(),
      cached_share: number,
      cost_usd: number,
      calls_without_price: z.number(),
      not_known: counts,
    }),
  )
  .describe('turntape sessions --from and --imported, with --json');

export const imported = z
  .strictObject({
    files: z
      .array(
        z.strictObject({
          format: z.string(),
          imported: z.number(),
          completed: z.number(),
          skipped: z.number(),
          failed: z.number(),
        }),
      )
      .describe('files of exchanges'),
    session_files: z
      .strictObject({
        files: z.number(),
        unchanged: z.number(),
        continued: z.number(),
        calls: z.number(),
        added: z.number(),
        bytes: z.number(),
        skipped: z.array(z.strictObject({ path: z.string(), problem: z.string() })),
        not_held: texts,
        damaged: z.array(z.strictObject({ path: z.string(), lines: z.number() })),
      })
      .nullable()
      .describe('null: none was named'),
  })
  .describe('turntape import --json');

const sums = z.strictObject({
  calls: z.number(),
  sessions: z.number(),
  input_tokens: z.number(),
  cached_tokens: z.number(),
  cache_write_tokens: z.number(),
  output_tokens: z.number(),
  reasoning_tokens: number,
  cached_share: number,
  cached_share_median_call: number,
  cached_share_user_turns: number,
  cached_share_tool_turns: number,
  reasoning_per_call: z
    .strictObject({
      zero_share: z.number(),
      mean: z.number(),
      median: z.number(),
      p90: z.number(),
    })
    .nullable(),
  lost_prefix_tokens: counts,
  cost_usd: number,
  calls_without_price: z.number(),
});
const groups = z.array(z.strictObject({ name: z.string(), sums }));
export const usageSummary = z
  .strictObject({
    schema: z.literal(1),
    label: z.literal('measured'),
    not_held: texts,
    from: text,
    to: text,
    all: sums,
    groups: z.strictObject({ day: groups, model: groups, client: groups, folder: groups }),
    costliest_sessions: z.array(
      z.strictObject({
        id: z.string(),
        client: z.string(),
        folder: text,
        first_words: text,
        models: texts,
        calls: z.number(),
        input_tokens: z.number(),
        cached_share: number,
        cost_usd: z.number(),
      }),
    ),
    costliest_calls: z.array(
      z.strictObject({
        session: z.string(),
        position: z.number(),
        model: z.string(),
        at: text,
        input_tokens: z.number(),
        cached_tokens: z.number(),
        lost_prefix_tokens: z.number(),
        cause: text,
        cost_usd: z.number(),
      }),
    ),
    calls_without_counters: z.number(),
  })
  .describe('turntape usage --json');

const countingRules = z
  .strictObject({
    count: z.looseObject({
      step: z.number(),
      hidden_prefix: z.number(),
      outputs: z.string(),
      exact_share: z.number(),
    }),
    context_rule: text,
  })
  .nullable();
const predicted = z.strictObject({
  calls: z.number(),
  exact: z.number(),
  short: z.number(),
  above: z.number(),
  interval,
});
export const checkedProfile = z
  .strictObject({
    schema: z.literal(1),
    profile: z.string(),
    models: z.array(
      z.strictObject({
        model: z.string(),
        from: text,
        to: text,
        rules: countingRules,
        in_turn: predicted.nullable(),
        user_turns: predicted.nullable(),
        best: z.strictObject({ rules: countingRules, in_turn: predicted }).nullable(),
      }),
    ),
  })
  .describe('turntape learn --check --json');

export const profileChanges = z
  .strictObject({
    schema: z.literal(1),
    changes: z.array(
      z.strictObject({
        model: z.string(),
        rule: z.string(),
        before: z.unknown(),
        now: z.unknown(),
        from: text,
        to: text,
      }),
    ),
  })
  .describe('turntape learn --compare --json');

const change = z
  .strictObject({
    sessions: z.number(),
    median: z.number(),
    q1: z.number(),
    q3: z.number(),
    interval,
  })
  .nullable();
const price = z.strictObject({
  treatment: z.string(),
  sessions: z.number(),
  sources: z.number(),
  calls: z.number(),
  replayed_share: z.number(),
  uncached_pooled: z.number(),
  cost_pooled: z.number(),
  cost_per_session: change,
  mean_session_cost: z.strictObject({ with: z.number(), without: z.number() }),
  one_user_turn: change,
  several_user_turns: change,
  sessions_costing_more: z.number(),
  extra_at_user_turns: number,
  extra_uncached_per_user_turn: number,
  break_even: z.strictObject({
    output_tokens_per_call: z.number(),
    share_of_reasoning: number,
    share_of_calls: z.number(),
  }),
});
export const rollouts = z
  .strictObject({
    schema: z.literal(1),
    label: z.literal('computed'),
    models: z.array(
      z.strictObject({
        model: z.string(),
        from: text,
        to: text,
        rules: countingRules,
        prices: z.array(price),
        turn_reach: z.array(
          z.strictObject({
            reasoning: z.enum(['with', 'without']),
            n: z.number(),
            reached_end: z.number(),
            stopped_at_start: z.number(),
            end_interval: interval,
          }),
        ),
        by_source: z.array(z.strictObject({ source: z.string(), price })),
        added: z
          .strictObject({
            context_rule: z.string(),
            context_rule_is: z.enum(['learned', 'assumed']),
            prices: z.array(price),
          })
          .nullable(),
      }),
    ),
  })
  .describe('turntape ab --rollouts --json');
