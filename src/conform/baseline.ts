// The failures that a gateway is known to have: it may begin red, and only get better.
import { z } from 'zod';
import { HarnessError } from '../lib/harness-error.ts';
import { parseJson } from '../lib/json.ts';
import type { CardDocument } from './card-document.ts';

const schema = z.object({ schema_version: z.literal(1), known_failures: z.array(z.string()) });

/**
 * Ids of rows that may fail.
 * @throws HarnessError `configuration` for a file of another form
 */
export function parseBaseline(text: string, path: string): ReadonlySet<string> {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return new Set(parsed.data.known_failures);
  throw new HarnessError(
    'configuration',
    `${path} is not a baseline: it needs schema_version 1 and a list known_failures`,
    'Write it with --baseline FILE --update-baseline',
  );
}

/** The baseline that this card needs, one id a line. */
export function renderBaseline({ rows }: CardDocument): string {
  const known_failures = rows
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ id }) => id)
    .toSorted();
  return `${JSON.stringify({ schema_version: 1, known_failures }, null, 2)}\n`;
}

/** Rows of the baseline that pass now: they can leave it. */
export function fixedRows(
  { rows }: Pick<CardDocument, 'rows'>,
  known: ReadonlySet<string>,
): string[] {
  return rows.filter(({ id, verdict }) => verdict === 'pass' && known.has(id)).map(({ id }) => id);
}
