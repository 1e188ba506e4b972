// meta.json of a fixture: border parser and writer.
import { z } from 'zod';
import { type TranslatorOptions, translatorOptionSchema } from '../domain/translator-options.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { parseJson } from '../lib/json.ts';
import { protocols } from '../wire/protocol.ts';
import { type FixtureMeta, fixtureSchema } from './fixture.ts';

const option = z.object(
  Object.fromEntries(
    Object.entries(translatorOptionSchema).map(([name, values]) => [
      name,
      z
        .union((values as readonly (string | boolean)[]).map((value) => z.literal(value)))
        .optional(),
    ]),
  ),
);

const metaSchema = z.strictObject({
  schema: z.number().int().min(1),
  kind: z.enum(protocols),
  model: z.string().min(1),
  origin: z.string().default(''),
  covers: z.array(z.string()).optional(),
  arms: z.record(z.string().regex(/^[\w-]+$/), option.strict()).default({}),
  allow: z
    .array(
      z.strictObject({
        invariant: z.string(),
        turn: z.string().optional(),
        arm: z.string().optional(),
        reason: z.string().min(1),
      }),
    )
    .default([]),
  headers: z.array(z.tuple([z.string(), z.string()])).default([]),
  usage_band: z.number().positive().max(1).optional(),
  sha256: z.record(z.string().regex(/^\d\d\.request\.json$/), z.string()).default({}),
});

function refuse(name: string, problem: string, hint: string): HarnessError {
  return new HarnessError('bad-input', `fixture ${name}: meta.json ${problem}`, hint);
}

/**
 * @param name of the fixture, for messages
 * @throws HarnessError `bad-input`: not JSON, a newer layout, a field that is wrong
 */
export function parseFixtureMeta(name: string, text: string): FixtureMeta {
  const value = parseJson(text);
  if (value === undefined) throw refuse(name, 'is not JSON', 'Restore the file from git');
  const version = z.object({ schema: z.number() }).safeParse(value);
  if (version.success && version.data.schema > fixtureSchema) {
    throw refuse(
      name,
      `has schema ${version.data.schema}, this turntape reads up to ${fixtureSchema}`,
      'Update turntape',
    );
  }
  const parsed = metaSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue ? issue.path.join('/') : '';
    throw refuse(
      name,
      `is wrong at /${where}: ${issue?.message ?? 'unreadable'}`,
      'See docs/fixtures.md for its fields',
    );
  }
  const { allow, arms, usage_band: band, covers, ...rest } = parsed.data;
  return {
    ...rest,
    ...(covers === undefined ? {} : { covers }),
    ...(band === undefined ? {} : { usage_band: band }),
    // zod has checked names and values against the option table above.
    arms: arms as Record<string, Partial<TranslatorOptions>>,
    allow: allow.map(({ invariant, reason, turn, arm }) => ({
      invariant,
      ...(turn === undefined ? {} : { turn }),
      ...(arm === undefined ? {} : { arm }),
      reason,
    })),
  };
}

/** Indented JSON, fields in the order of the documentation. */
export function renderFixtureMeta(meta: FixtureMeta): string {
  const { schema, kind, model, origin, covers, arms, allow, headers, usage_band, sha256 } = meta;
  const ordered = { schema, kind, model, origin, covers, arms, allow, headers, usage_band, sha256 };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
