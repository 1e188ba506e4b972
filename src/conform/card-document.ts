// The card as it is printed, saved and compared: plain data, with the request that shows each
// failure. schemas/conform-1.schema.json is its form.
import { z } from 'zod';
import { HarnessError } from '../lib/harness-error.ts';
import { parseJson } from '../lib/json.ts';
import type { Card, RowResult } from './card.ts';
import { shortRequest } from './reading/short-request.ts';
import { type Failure, type RowGroup, rowGroups, type Severity, services } from './row.ts';

const failureSchema = z.object({
  /** What was seen, one sentence. */
  detail: z.string(),
  play: z.string(),
  conversation: z.string(),
  /** What happened in the conversation. */
  label: z.string(),
  /** Status that the client got; 0: none. */
  client_status: z.number(),
  /** The upstream request behind it, shortened; null: none. */
  request: z.string().nullable(),
});

const groups = Object.keys(rowGroups) as [RowGroup, ...RowGroup[]];
const severities = ['error', 'warning'] as const satisfies readonly Severity[];
const verdicts = ['pass', 'fail', 'not-applicable', 'not-played', 'invalid'] as const;

const rowSchema = z.object({
  id: z.string(),
  group: z.enum(groups),
  severity: z.enum(severities),
  title: z.string(),
  verdict: z.enum(verdicts),
  /** In the baseline: it may fail. */
  known: z.boolean(),
  /** Why it failed, does not apply, was not played or is invalid; null: it passed. */
  detail: z.string().nullable(),
  checks: z.string(),
  matters: z.string(),
  fix: z.string(),
  sources: z.array(z.string()),
  failures: z.array(failureSchema),
});

export const cardSchema = z.object({
  schema_version: z.literal(1),
  /** Name or address of the gateway. */
  gateway: z.string(),
  /** Version of turntape that judged. */
  turntape: z.string(),
  /** Day of the run, `YYYY-MM-DD`. */
  date: z.string(),
  /** Model that the client asked for. */
  model: z.string(),
  /** The service whose refusals the simulated upstream had. */
  service: z.enum(services),
  /** Why nothing can be said of this gateway; null: it was judged. */
  problem: z.string().nullable(),
  rows: z.array(rowSchema),
});

export type CardDocument = z.infer<typeof cardSchema>;
export type CardRow = CardDocument['rows'][number];

/** Failures that are written down for a row: more of them say the same. */
const failuresMax = 3;

function failureOf({ detail, at }: Failure): CardRow['failures'][number] {
  const { play, conversation, label, status } = at;
  return { detail, play, conversation, label, client_status: status, request: shortRequest(at) };
}

function rowOf({ row, verdict, isKnown, detail, failures }: RowResult): CardRow {
  const { id, group, severity, title, checks, matters, fix, sources } = row;
  return {
    ...{ id, group, severity, title, verdict, known: isKnown, detail, checks, matters, fix },
    ...{ sources: [...sources], failures: failures.slice(0, failuresMax).map(failureOf) },
  };
}

/** @param about what the evidence does not say */
export function documentOf(
  { gateway, problem, results }: Card,
  about: Pick<CardDocument, 'turntape' | 'date' | 'model' | 'service'>,
): CardDocument {
  return { schema_version: 1, gateway, ...about, problem, rows: results.map(rowOf) };
}

/**
 * A card that was saved with `--json`.
 * @param name of the file, for the message
 * @throws HarnessError `bad-input`
 */
export function parseCard(text: string, name: string): CardDocument {
  const parsed = cardSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'the top';
  throw new HarnessError(
    'bad-input',
    `${name} is not a card: ${issue?.message ?? 'it is not JSON'} (at ${where})`,
    'Name a file that `turntape conform --json` wrote, or the address of a gateway',
  );
}

/** Whether a row is a failure that counts: not in the baseline, and severe enough. */
export function countsAsFailure({ verdict, known, severity }: CardRow, least: Severity): boolean {
  return verdict === 'fail' && !known && (least === 'warning' || severity === 'error');
}

/** Exit code: 3 where something could not be judged, 1 for failures that count, else 0. */
export function exitCodeOfCard({ problem, rows }: CardDocument, least: Severity): 0 | 1 | 3 {
  if (problem !== null || rows.some(({ verdict }) => verdict === 'invalid')) return 3;
  return rows.some((row) => countsAsFailure(row, least)) ? 1 : 0;
}
