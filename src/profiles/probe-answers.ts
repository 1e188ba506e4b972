// What the questions of a probe found about one backend on one day: parameters of the simulator
// with their evidence. Files of older versions have this form; now it becomes a profile at once.
import { z } from 'zod';

const text = z.string().min(1);
const answer = z.strictObject({
  /** Name of the question, as in docs/simulator.md. */
  question: text,
  /** In words. */
  finding: text,
  confidence: z.enum(['high', 'medium', 'low', 'none']),
  /** Parameters that the question is about, found or not; absent in older files. */
  about: z.array(text).optional(),
  /** Simulator parameters that follow; empty when the question stayed open. */
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** By parameter: between which values the truth is, where the question knows only that. */
  bounds: z.record(z.string(), z.strictObject({ low: z.number(), high: z.number() })).optional(),
  /** Rules to switch on that follow. */
  rules_on: z.array(text),
  /** Raw: what was asked, in a few words, and what came back. */
  evidence: z.array(
    z.strictObject({
      request: text,
      status: z.int(),
      input_tokens: z.int().nullable(),
      cached_tokens: z.int().nullable(),
      cache_write_tokens: z.int().nullable(),
      output_tokens: z.int().nullable(),
      reasoning_tokens: z.int().nullable(),
      error: z.string().nullable(),
    }),
  ),
});
const schema = z.strictObject({
  schema: z.literal(1),
  /** Day of the probe, ISO. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  backend: text,
  model: text,
  label: z.enum(['measured', 'simulated']),
  requests: z.int().min(0),
  answers: z.array(answer),
});

export type ProbeAnswers = z.infer<typeof schema>;
export type ProbeAnswer = ProbeAnswers['answers'][number];
export type ProbeEvidence = ProbeAnswer['evidence'][number];

/** @throws ZodError for any other shape */
export function parseProbeAnswers(value: unknown): ProbeAnswers {
  return schema.parse(value);
}
