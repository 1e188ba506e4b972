// Runs as they are read: a database can come from another machine, and what it says becomes names
// of folders, of rows in tables and of marks in charts.
import { z } from 'zod';
import type { RunDefinition } from './run.ts';

/** A run's id or name: it becomes a folder. */
export const runIdPattern = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** Of an arm, a variant, a scenario, a parameter: one line without control or invisible marks. */
export const namePattern = /^[^\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]{0,400}$/u;
const name = z.string().regex(namePattern, 'is not a name');
const value = z.union([name, z.number(), z.boolean()]);
const count = z.number().int().nonnegative();

const definitionSchema = z.looseObject({
  id: z.string().regex(runIdPattern, 'is not the id of a run'),
  fingerprint: name,
  label: z.enum(['simulated', 'measured']),
  backend: name,
  model: name,
  seed: name,
  repeats: count,
  baseline: name,
  arms: z.array(z.looseObject({ name, agent: z.enum(['scripted', 'native', 'gateway']) })),
  variants: z.array(z.looseObject({ name, parameters: z.record(name, value) })),
  sideBySide: z.array(name),
  scenarios: z.array(
    z.looseObject({
      ...{ name, description: z.string(), situation: z.string(), sha256: name },
      ...{ userTurns: count, modelCalls: count },
    }),
  ),
  parameters: z.array(z.looseObject({ name, value, source: z.string(), confidence: z.string() })),
  profile: z.array(z.looseObject({ name, value: z.string(), source: z.string() })),
  price: z
    .looseObject({ model: name, inputUsd: z.number(), cachedInputUsd: z.number(), date: name })
    .nullable(),
  versions: z.record(name, name),
  command: z.string(),
  startedAtMs: z.number(),
});

/** @throws ZodError */
export function parseRunDefinition(given: unknown): RunDefinition {
  // What the reports compute with is checked; the rest is written by this program's own types.
  return definitionSchema.parse(given) as unknown as RunDefinition;
}
