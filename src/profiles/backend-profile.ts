// What a probe found out about one backend on one day: simulator parameters with their evidence.
// The file that `turntape probe` writes and `turntape sim --profile` loads.
import { z } from 'zod';
import { parseSimulatorParameter, type SimulatorParameters } from './simulator-parameters.ts';

const text = z.string().min(1);
const answer = z.strictObject({
  /** Name of the question, as in docs/simulator.md. */
  question: text,
  /** In words. */
  finding: text,
  confidence: z.enum(['high', 'medium', 'low', 'none']),
  /** Simulator parameters that follow; empty when the question stayed open. */
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
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

export type BackendProfile = z.infer<typeof schema>;
export type ProfileAnswer = BackendProfile['answers'][number];
export type ProfileEvidence = ProfileAnswer['evidence'][number];

/** @throws ZodError for any other shape */
export function parseBackendProfile(value: unknown): BackendProfile {
  return schema.parse(value);
}

/**
 * The parameters that a profile sets, typed and checked by the parameter table. Answers without any
 * confidence set nothing.
 * @throws HarnessError `usage` for a parameter or value that the simulator does not have
 */
export function profileParameters(profile: BackendProfile): Partial<SimulatorParameters> {
  const usable = profile.answers.filter(({ confidence }) => confidence !== 'none');
  const found: Partial<SimulatorParameters> = {};
  for (const { parameters } of usable) {
    for (const [name, value] of Object.entries(parameters)) {
      Object.assign(found, parseSimulatorParameter(name, String(value)));
    }
  }
  const rules = usable.flatMap(({ rules_on }) => rules_on);
  if (rules.length > 0) Object.assign(found, parseSimulatorParameter('rules_on', rules.join('+')));
  return found;
}
