// What is printed of this installation and its rules.
import { z } from 'zod';
import { protocols } from '../../src/wire/protocol.ts';
import { number, text, texts } from './shapes.ts';

export const doctor = z
  .strictObject({
    turntape: z.string(),
    node: z.string(),
    clients: z.array(z.strictObject({ name: z.string(), path: text, route: z.string() })),
    database: z
      .strictObject({
        path: z.string(),
        bytes: z.number(),
        version: z.number(),
        exchanges: z.number(),
        sessions: z.number(),
        gaps: z.number().describe('dropped exchanges'),
        cut: z.number().describe('incomplete exchanges'),
        exposed: texts,
        damage: texts,
        unreadable: texts,
        dead_recorders: z.array(z.number()),
        left_requests: texts,
        duplicated_turns: z.array(
          z.strictObject({
            session: z.string(),
            first: z.string(),
            second: z.string(),
            apart_ms: z.number(),
          }),
        ),
      })
      .nullable()
      .describe('null: there is none yet'),
    findings: z.array(z.strictObject({ problem: z.string(), hint: z.string() })),
  })
  .describe('turntape doctor --json');

export const selfTest = z
  .strictObject({
    requests: z.number(),
    differences: texts,
    direct_first_byte_ms: z.number(),
    through_first_byte_ms: z.number(),
    added_ms: z.number(),
    label: z.literal('measured'),
  })
  .describe('turntape doctor --self-test --json');

export const simulatorRules = z
  .array(
    z.strictObject({
      rule: z.string(),
      kind: z.enum(['refusal', 'refusal, off by default', 'lint']),
      trigger: z.string(),
      source: z.string(),
      example: z.looseObject({ status: z.number() }).optional().describe('the exact refusal'),
    }),
  )
  .describe('turntape sim --list-rules --json');

export const conformRows = z
  .array(
    z.strictObject({
      id: z.string(),
      group: z.string(),
      severity: z.enum(['error', 'warning']),
      service: z.string().optional(),
      title: z.string(),
      checks: z.string(),
      matters: z.string(),
      sources: texts,
      fix: z.string(),
      needs_no_play: z.boolean().optional(),
      reads: z.enum(protocols).optional(),
      plays: texts,
    }),
  )
  .describe('turntape conform --list --json');

const side = z.strictObject({
  value: z.unknown(),
  source: z.string(),
  n: number,
  confidence: z.string(),
});
export const disagreements = z.array(
  z.strictObject({
    model: z.string(),
    from: text,
    rule: z.string(),
    kept: side,
    other: side,
    why: z.string(),
  }),
);
