import { describe, expect, test } from 'vitest';
import { isKnown } from '../analysis/compare-arms.ts';
import { chartSpecs } from '../charts/chart-specs.ts';
import { metrics } from '../metrics/registry.ts';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { renderPage } from './render-page.ts';

const view = viewRun(definition, trials);
const charts = chartSpecs(view);
const page = renderPage(view, charts);

describe('the page', () => {
  test('says first what was found, and that it is simulated', () => {
    const [title, answer, , legend, picture, links] = page.split('\n\n');
    expect(title).toMatch(/^# off, on/);
    expect(answer).toMatch(/^- \*\*What to do\.\*\* On gpt-5\.5, do not turn on reasoning replay/);
    expect(legend).toMatch(/^- `off` \(baseline\): no reasoning is sent back\./);
    expect(picture).toMatch(/^!\[cost against the baseline.*\]\(cost-ranges\.svg\)$/);
    expect(links).toMatch(/^Contents: \[What real sessions show\]/);
    expect(page.indexOf('- If the model then does the same')).toBeLessThan(
      page.indexOf('**Simulated. `on` costs more or less than `off`'),
    );
  });

  test.each([
    'cache_outputs=none',
    'cache_outputs=full',
    '| equal |',
    '| reasoning_continuity | false | true |',
    'swept: none, full',
    'no public source',
    'seed `1`',
    'turntape ab',
    'read 2026-11-22',
    '| max_tokens | 1 | 1 |',
  ])('holds %j', (text) => {
    expect(page).toContain(text);
  });

  test('links every chart, and has a row for every metric', () => {
    for (const { file } of charts) expect(page).toContain(`](${file})`);
    const known = metrics.filter((metric) => isKnown(metric, view.whole.arms));
    expect(known.length).toBeGreaterThan(20);
    for (const { title } of known) expect(page).toContain(`| ${title}`);
  });

  test('has no statistics of inference', () => {
    expect(page).not.toMatch(/\bp ?[<=]|confidence interval|significan|\bbetter\b|\bworse\b/);
  });

  test('is the same text for the same run', () => {
    const again = viewRun(definition, trials);
    expect(renderPage(again, chartSpecs(again))).toBe(page);
  });

  test('of a stopped run says how much of it was played', () => {
    expect(renderPage(viewRun(definition, trials.slice(0, 3)), [])).toContain(
      'This run was stopped**: 3 of 4 trials were played.',
    );
  });
});

test('a run of a real client says who played, and claims nothing of what the gateway lost', () => {
  const real = { ...definition, agent: 'claude', versions: { claude: '2.1.330' } } as const;
  const shown = renderPage(viewRun(real, trials), charts);
  expect(shown).toContain('Played by the real Claude Code 2.1.330.');
  expect(shown).toContain('Not counted: the gateway translated');
});
