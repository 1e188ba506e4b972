import { expect, test } from 'vitest';
import { z } from 'zod';
import { fixedRows, parseBaseline, renderBaseline } from '../baseline.ts';
import { type CardDocument, type CardRow, exitCodeOfCard, parseCard } from '../card-document.ts';
import { rows } from '../rows/registry.ts';
import { selectRows } from '../select-rows.ts';
import { renderCardBadge } from './badge.ts';
import { compareCards, isDifferent, renderComparisonMarkdown } from './comparison.ts';
import { renderCardJunit } from './junit.ts';
import { renderCardMarkdown } from './markdown.ts';
import { renderCardSarif } from './sarif.ts';
import { summarise } from './summary.ts';

const hostile = '</td> `x` | [a](javascript:b) *c* <script>';

function row(id: string, verdict: CardRow['verdict'], change: Partial<CardRow> = {}): CardRow {
  return {
    ...{ id, group: 'key', severity: 'error', title: `title of ${id}`, verdict, known: false },
    ...{ detail: verdict === 'pass' ? null : hostile, checks: 'c', matters: 'm', fix: 'f' },
    sources: ['https://example.org/1', 'some issue 2'],
    failures:
      verdict === 'fail'
        ? [{ detail: hostile, play: 'tools', conversation: 'main', label: 'first call' }].map(
            (one) => ({ ...one, client_status: 200, request: '{"a": "```"}' }),
          )
        : [],
    ...change,
  };
}

function card(judged: CardRow[], change: Partial<CardDocument> = {}): CardDocument {
  return {
    ...{ schema_version: 1, gateway: 'mine', turntape: '0.1.0', date: '2026-01-01' },
    ...{ model: 'gpt-5.5', service: 'codex-backend', problem: null, rows: judged, ...change },
  };
}

const mixed = card([
  row('good', 'pass'),
  row('bad', 'fail'),
  row('old', 'fail', { known: true }),
  row('none', 'not-applicable'),
]);

test('exit codes: new failures by severity, known ones not, what cannot be judged always', () => {
  expect(exitCodeOfCard(mixed, 'error')).toBe(1);
  expect(exitCodeOfCard(card([row('old', 'fail', { known: true })]), 'warning')).toBe(0);
  const warned = card([row('soft', 'fail', { severity: 'warning' })]);
  expect([exitCodeOfCard(warned, 'error'), exitCodeOfCard(warned, 'warning')]).toEqual([0, 1]);
  expect(exitCodeOfCard(card([row('bad', 'fail'), row('x', 'invalid')]), 'error')).toBe(3);
  expect(exitCodeOfCard(card([], { problem: 'down' }), 'error')).toBe(3);
});

test('what a gateway says is text in markdown, and no fence ends early', () => {
  const page = renderCardMarkdown(mixed);
  expect(page).not.toMatch(/<(script|\/td)/);
  expect(page).not.toMatch(/(?<!\\)\]\(/);
  expect(page).toContain('````\n{"a": "```"}\n````');
  for (const line of page.split('\n').filter((text) => text.startsWith('| '))) {
    expect(line.replaceAll('\\|', '').split('|')).toHaveLength(5);
  }
});

test('JUnit: failures, known failures and n/a as skipped, what was not judged as an error', () => {
  const xml = renderCardJunit(card([...mixed.rows, row('lost', 'invalid')]));
  expect(xml).toContain('tests="5" failures="1" errors="1" skipped="2"');
  expect(xml).toContain('name="good"/>');
  expect(xml).not.toContain('<script');
});

/** What SARIF 2.1.0 requires of the parts that are written; nothing else may be in them. */
const text = z.strictObject({ text: z.string().min(1) });
const location = z.strictObject({ fullyQualifiedName: z.string() });
const level = z.enum(['none', 'note', 'warning', 'error']);
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          ...{ name: z.string(), semanticVersion: z.string() },
          rules: z.array(
            z.strictObject({
              ...{ id: z.string(), shortDescription: text, fullDescription: text, help: text },
              defaultConfiguration: z.strictObject({ level }),
            }),
          ),
        }),
      }),
      invocations: z.array(z.strictObject({ executionSuccessful: z.boolean() })),
      results: z.array(
        z.strictObject({
          ...{ ruleId: z.string(), ruleIndex: z.int().min(0), message: text },
          kind: z.enum(['fail', 'review']),
          level: level.optional(),
          locations: z.array(z.strictObject({ logicalLocations: z.array(location) })),
          suppressions: z
            .array(z.strictObject({ kind: z.literal('external'), status: z.literal('accepted') }))
            .optional(),
        }),
      ),
      properties: z.record(z.string(), z.unknown()),
    }),
  ),
});

test('SARIF: a rule per row, a result per failure, known ones suppressed', () => {
  const judged = card([...mixed.rows, row('lost', 'invalid')]);
  const [run] = sarif.parse(JSON.parse(renderCardSarif(judged))).runs;
  expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(judged.rows.map(({ id }) => id));
  expect(
    run?.results.map(({ ruleId, kind, suppressions }) => [ruleId, kind, suppressions?.length ?? 0]),
  ).toEqual([
    ['bad', 'fail', 0],
    ['old', 'fail', 1],
    ['lost', 'review', 0],
  ]);
  for (const { ruleId, ruleIndex } of run?.results ?? []) {
    expect(judged.rows[ruleIndex]?.id).toBe(ruleId);
  }
});

test('the badge counts what was judged, and is grey where nothing was', () => {
  const badge = (document: CardDocument) => JSON.parse(renderCardBadge(document));
  expect(badge(mixed)).toMatchObject({ schemaVersion: 1, message: '1/3 (1 n/a)', color: 'red' });
  expect(badge(card([row('good', 'pass')]))).toMatchObject({ color: 'brightgreen' });
  expect(badge(card([], { problem: 'down' }))).toMatchObject({ message: 'invalid' });
});

test('a summary names each kind once', () => {
  expect(summarise(mixed)).toBe('1 of 4 rows pass, 1 fail, 1 known failure, 1 n/a');
});

test('two cards are compared row by row, also where one lacks a row', () => {
  const other = card([row('good', 'fail'), row('bad', 'fail'), row('new', 'pass')]);
  const different = compareCards([mixed, other]).filter(isDifferent);
  expect(different.map(({ id, verdicts }) => [id, ...verdicts])).toEqual([
    ['good', 'pass', 'fail'],
    ['old', 'fail', null],
    ['none', 'not-applicable', null],
    ['new', null, 'pass'],
  ]);
  expect(renderComparisonMarkdown([mixed, other])).toContain('1 other row the same; all fail bad');
});

test('a baseline holds the failures of a card, and names those that pass again', () => {
  const known = parseBaseline(renderBaseline(mixed), 'b.json');
  expect([...known]).toEqual(['bad', 'old']);
  expect(fixedRows(card([row('bad', 'pass'), row('old', 'fail')]), known)).toEqual(['bad']);
  expect(() => parseBaseline('{}', 'b.json')).toThrow('b.json is not a baseline');
});

test('a saved card is read again; another file is one clear line', () => {
  expect(parseCard(JSON.stringify(mixed), 'a.json')).toEqual(mixed);
  expect(() => parseCard('{"rows": 1}', 'a.json')).toThrow('a.json is not a card');
});

test('rows are chosen by id and by group; a name that is neither is an error', () => {
  const ids = (only: string[], skip: string[]) => selectRows(rows, only, skip).map(({ id }) => id);
  expect(ids(['key-present'], [])).toEqual(['key-present']);
  expect(ids(['key'], ['key-present'])).not.toContain('key-present');
  expect(ids([], [])).toHaveLength(rows.length);
  expect(() => ids(['key-presnt'], [])).toThrow('no row or group `key-presnt`');
  expect(() => ids(['key'], ['key'])).toThrow('no row is left');
});
