import { expect, test } from 'vitest';
import { renderJson } from '../formats/json.ts';
import { measuredDefinition, measuredTrials } from '../measured/measured.test-support.ts';
import { describeVerdict } from '../text/describe-measured.ts';
import { viewRun } from '../view.ts';
import { renderPage } from './render-page.ts';

const definition = measuredDefinition(10, 2);
const trials = measuredTrials({
  ...{ scenarios: 10, repeats: 2 },
  uncached: (arm, scenario) => 10_000 + (arm === 'on' ? -2_000 - 10 * scenario : 0),
});

const view = viewRun(definition, trials);

test('the first sentence is the verdict with effects, intervals and n', () => {
  expect(view.measured?.arms.map(describeVerdict)).toEqual([
    '`on` is better than `off` (better): cost per trial -$0.0102 (-16.76%), 95% interval -$0.0103 to -$0.0101; uncached input tokens per trial -2,045 (-20.45%), 95% interval -2,067 to -2,023 (10 independent scenarios, 20 pairs of trials).',
  ]);
});

test('the page says measured, never simulated, and is the same for the same run', () => {
  const page = renderPage(view, []);
  const [, answer, verdict] = page.split('\n\n');
  expect(answer).toMatch(/^- \*\*What to do\.\*\* Use `on` instead of `off`: it costs less\.\n/);
  expect(verdict).toMatch(/^\*\*Measured\. `on` is better/);
  expect(page).not.toMatch(/simulat|NaN|Infinity|undefined/);
  expect(page).toContain('0 of 20 trials, so less than 13.91%');
  expect(renderPage(viewRun(definition, trials), [])).toBe(page);
});

test('tests stand beside the declared metrics only', () => {
  const page = renderPage(view, []);
  const tested = page
    .split('\n')
    .filter((line) => /^\|.*\| (?:< )?[01]\.\d{3} \|/.test(line))
    .map((line) => line.split(' | ')[0]?.replace('| ', ''));
  expect(tested).toEqual([
    'cost',
    'uncached input tokens',
    'cached ratio',
    'time to first token, p50',
    'requests refused with 400',
  ]);
});

const { population: _, ...handPicked } = definition;

test.each([
  ['hand-picked sessions', handPicked, trials],
  ['a run that was stopped', definition, trials.slice(0, -2)],
])('%s: intervals describe, and there is no p-value', (_, given, played) => {
  const other = viewRun(given, played);
  const page = renderPage(other, []);
  expect(page).toContain('(inconclusive)');
  expect(page).not.toMatch(/p = |\| (< )?[01]\.\d{3} \|/);
  const { comparisons } = renderJson(other, null) as {
    comparisons: { p: unknown; p_sign_flip: unknown; p_wilcoxon: unknown }[];
  };
  for (const { p, p_sign_flip, p_wilcoxon } of comparisons) {
    expect([p, p_sign_flip, p_wilcoxon]).toEqual([null, null, null]);
  }
});

test('what was not measured is said: cost is modelled, replayed reasoning theoretical', () => {
  const page = renderPage(view, []);
  expect(page).toMatch(/\*Modelled\*: cost.*\*Theoretical\*: reasoning replayed/);
  expect(page).not.toContain('Every number is *measured*');
});

test('ratios differ by points, whatever the estimator', () => {
  const page = renderPage(view, []);
  const row = page.split('\n').find((line) => line.startsWith('| cached ratio |'));
  expect(row).toMatch(/points/);
  expect(row).not.toContain('%');
});
