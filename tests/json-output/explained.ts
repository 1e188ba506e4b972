// What explain, compare and check print.
import { z } from 'zod';
import { counts, number, text, texts } from './shapes.ts';

const broken = z.strictObject({
  cause: z.string(),
  pointer: text.describe('RFC 6901, into the body of the request'),
  byte: number,
  from: z
    .strictObject({ seq: z.number(), id: z.string(), part: z.enum(['request', 'answer']) })
    .optional(),
  header: text,
  by: z.enum(['client', 'translator']).nullable(),
  before: text,
  now: text,
  tokens_lost: z.number(),
});

const call = z.strictObject({
  seq: z.number(),
  id: z.string(),
  model: z.string(),
  input_tokens: z.number(),
  theoretical_cached_tokens: z.number(),
  actual_cached_tokens: number.describe('null: no usage'),
  reusable_tokens: z.number(),
  lost_tokens: number.describe('null: no usage'),
  scale: z.number(),
  continues: number,
  continues_session: text,
  repeats: number,
  breaks: z.array(broken),
  unknown_history: z.string().optional(),
  vendor_reason: z.strictObject({ reason: z.string(), missed_tokens: number }).optional(),
  withheld_reasoning: z.strictObject({ calls: z.array(z.number()), tokens: z.number() }).optional(),
  shrunk_history: z.strictObject({ call: z.number(), tokens: z.number() }).optional(),
  other_context: z.strictObject({ asked: z.string(), answered: z.string() }).optional(),
});

const summary = {
  input_tokens: z.number(),
  theoretical_cached_tokens: z.number(),
  actual_cached_tokens: number.describe('null: no call reports usage'),
  lost_tokens: number.describe('null: no call reports usage'),
  causes: z.array(
    z.strictObject({
      cause: z.string(),
      tokens_lost: z.number(),
      cost_usd: number.describe('null: a model of `unpriced_models` lost tokens to it'),
      turns: z.array(z.number()),
    }),
  ),
  unpriced_models: texts.describe('models whose calls lost tokens, without a known price'),
  agreement: z
    .array(
      z.strictObject({
        cause: z.string(),
        vendor_reason: z.string(),
        calls: z.number(),
        agrees: z.boolean().nullable(),
      }),
    )
    .optional(),
  scale: number,
  scale_error: number,
  turns: z.array(call),
};

const item = z.strictObject({
  kind: z.string(),
  items: z.number(),
  characters: z.number(),
  sent_before: z.number(),
});
const logged = z
  .strictObject({
    session: z.string(),
    source: z.string(),
    calls: z.array(
      z.strictObject({
        call: z.number(),
        at: text,
        model: z.string(),
        begins_user_turn: z.boolean().nullable(),
        idle_seconds: number,
        input_tokens: number,
        cached_tokens: number,
        output_tokens: number,
        reasoning_tokens: number,
        lost_prefix_tokens: number,
        cause: text,
        inputs: z.array(item),
        outputs: z.array(item),
      }),
    ),
    input_tokens: z.number(),
    cached_share: number,
    lost_prefix_tokens: counts,
    not_known: counts,
    not_held: texts,
  })
  .describe('a session of session files');

export const explained = z
  .strictObject({
    sessions: z.array(
      z.union([
        z
          .strictObject({
            session: z.string(),
            client: z.string(),
            side: z.enum(['client', 'upstream']),
            ...summary,
          })
          .describe('a recorded session'),
        z.strictObject({ fixture: z.string(), client: z.string(), ...summary }),
        z
          .strictObject({
            run: z.string(),
            trial: z.string(),
            arm: z.string(),
            scenario: z.string(),
            variant: z.string(),
            ...summary,
          })
          .describe('a trial of a run'),
        logged,
      ]),
    ),
    counts: z
      .array(
        z.strictObject({
          client: z.string(),
          sessions: z.number(),
          turns: z.number(),
          scale: z.number(),
          median_error: z.number(),
        }),
      )
      .describe('how good the local token counts are, per client'),
  })
  .describe('turntape explain --json, and show --json of a session file');

export const compared = z
  .strictObject({
    a: z.string(),
    b: z.string(),
    fields: z.array(
      z.strictObject({
        field: z.string(),
        a: z.string(),
        b: z.string(),
        equal: z.boolean(),
        matters: z.enum(['400', 'cache', 'continuity', 'none']),
        why: z.string(),
        source: z.string(),
      }),
    ),
    items: z.array(z.strictObject({ a: number, b: number, what: z.string() })),
    needs: texts,
    unexpected: texts.describe('with --expect: what differs from the expected table'),
  })
  .describe('turntape compare --json');

export const checked = z
  .strictObject({
    fixtures: z.number(),
    differences: z.array(
      z.strictObject({
        fixture: z.string(),
        arm: z.string(),
        file: z.string(),
        pointer: z.string(),
        kind: z.enum(['value', 'missing', 'added', 'order']),
        expected: z.json(),
        actual: z.json(),
        prefix: z
          .strictObject({
            tokens_before: z.number(),
            tokens_after: z.number(),
            common_tokens: z.number(),
            first_break: text,
            cached_tokens_lost: z.number(),
            turns: texts,
            lost_each: z.tuple([z.number(), z.number()]),
            cause: text,
          })
          .nullable(),
      }),
    ),
    violations: z.array(
      z.strictObject({
        fixture: z.string(),
        arm: z.string(),
        invariant: z.string(),
        turn: z.string(),
        pointer: z.string(),
        detail: z.string(),
      }),
    ),
  })
  .describe('turntape check --json');
