// The calibration's own arithmetic. The report itself is checked by `npm run calibrate -- --check`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exactCounts } from '../bench/calibration/exact-counts.ts';
import { readRealCalls } from '../bench/calibration/real-calls.ts';
import { compareRow, renderCalibration } from '../bench/calibration/render.ts';
import type { CalibrationRow } from '../bench/calibration/row.ts';
import { sessionRows } from '../bench/calibration/session-rows.ts';
import { traceHitRatio } from '../bench/calibration/traces.ts';

const realCalls = readRealCalls(join(import.meta.dirname, '..', 'evidence/calls.csv.zst'));

const row = (change: Partial<CalibrationRow>): CalibrationRow => ({
  ...{ what: 'hits', source: 'somebody', published: '5 of 10', band: { low: 20, high: 80 } },
  ...{ point: 50, simulated: 60, kind: 'predicted', note: '', ...change },
});

test.each<[string, Partial<CalibrationRow>, string]>([
  ['inside its band', {}, 'inside'],
  ['at its edge', { simulated: 80 }, 'inside'],
  ['outside its band', { simulated: 81 }, '**outside**'],
  ['without counts', { band: null, simulated: 48 }, 'point only, -2.0 points'],
  ['in tokens', { band: null, unit: 'tokens', simulated: 50 }, 'equal'],
  ['in other tokens', { band: null, unit: 'tokens', simulated: 51 }, '**differs**'],
])('a figure %s says so', (_title, change, expected) => {
  expect(compareRow(row(change))).toBe(expected);
});

test('the report counts what is fitted, predicted, banded and inside', () => {
  const rows = [
    ...[row({}), row({ simulated: 90 }), row({ band: null })],
    ...[row({ kind: 'fitted (x)' }), row({ kind: 'what if (x=1)' })],
  ];
  expect(renderCalibration(rows, [])).toContain(
    '5 rows: 1 fitted, 3 predicted with no parameter left free, 1 what if. Of the predicted rows 2 have a band, and 1 of these lie inside it; 0 are counts of tokens, and 0 of these are equal.',
  );
});

test('rules of half of the sessions predict the counts of the other half', async () => {
  const counts = exactCounts(await realCalls);
  const of = (model: string) => counts.find((row) => row.model === model);
  expect(of('gpt-5.5')?.fitted?.count).toMatchObject({ step: 512, hiddenPrefix: 127 });
  expect(of('gpt-5.5')?.byFitted?.exact).toBeGreaterThan(0.8);
  expect(of('gpt-5.6-sol')?.fitted?.count).toMatchObject({ step: 1024, hiddenPrefix: 148 });
  expect(of('gpt-5.6-sol')?.byFitted?.exact).toBeGreaterThan(0.95);
  for (const { byFitted, byProfile } of counts) {
    if (byFitted === null || byProfile === null) continue;
    // The profile saw both halves: what one half says lies inside its interval.
    expect(byFitted.exact).toBeGreaterThanOrEqual(byProfile.interval?.low ?? 0);
    expect(byFitted.exact).toBeLessThanOrEqual(byProfile.interval?.high ?? 1);
  }
});

test('cached shares of held-out sessions are what the caches give on prompts of their sizes', async () => {
  const rows = sessionRows(await realCalls);
  expect(rows.length).toBeGreaterThanOrEqual(9);
  for (const one of rows) expect([one.what, compareRow(one)]).toEqual([one.what, 'inside']);
});

test('what lies outside says why, in its row', () => {
  const text = readFileSync(join(import.meta.dirname, '..', 'reports/calibration.md'), 'utf8');
  const cells = text.split('\n').map((line) => line.split(' | '));
  const off = cells.filter((line) => /\*\*(outside|differs)\*\*/.test(line[5] ?? ''));
  expect(off.length).toBeGreaterThan(0);
  for (const line of off) expect([line[0], line[7]]).not.toEqual([line[0], '|']);
  const inside = cells.filter(
    (line) => line[1] === 'predicted' && /^(inside|equal)$/.test(line[5] ?? ''),
  );
  expect(inside.length).toBeGreaterThanOrEqual(25);
});

test.each([
  [
    'a prompt that grows hits what it repeats',
    [
      [1, 2],
      [1, 2, 3],
      [1, 2, 3, 4],
    ],
    5 / 9,
  ],
  [
    'a block after a new one is new, although its text was seen',
    [
      [1, 2],
      [9, 2],
    ],
    0,
  ],
  [
    'a fork hits up to where it leaves',
    [
      [1, 2, 3],
      [1, 2, 4],
    ],
    2 / 6,
  ],
])('%s', (_title, prompts, expected) => {
  expect(traceHitRatio(prompts)).toBeCloseTo(expected, 12);
});
