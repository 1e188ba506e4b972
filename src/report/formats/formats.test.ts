import { describe, expect, test } from 'vitest';
import { chartSpecs } from '../charts/chart-specs.ts';
import { evaluateGates } from '../gates/evaluate-gates.ts';
import { parseGate } from '../gates/gate.ts';
import { fitPage } from '../page/fit-page.ts';
import { renderPage } from '../page/render-page.ts';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { markdownFormat } from './markdown.ts';
import { withoutHtml } from './without-html.ts';

const view = viewRun(definition, trials);
const page = renderPage(view, chartSpecs(view));

describe('one HTML file', () => {
  const charts = new Map([['uncached-input-tokens.svg', '<svg id="one"></svg>']]);
  const html = renderHtml(page, charts);

  test('holds the charts, and asks for nothing from anywhere', () => {
    expect(html).toContain('<svg id="one"></svg>');
    expect(html).not.toMatch(/<(img|script|link)\b|src=|href="(?!#)/);
  });

  test('every link of the contents leads to a section', () => {
    const ids = [...html.matchAll(/<h2 id="([^"]+)"/g)].map(([, id]) => `#${id}`);
    const links = [...html.matchAll(/<a href="([^"]+)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(8);
    expect(links).toEqual(ids);
  });

  test('leaves no markdown behind and opens what it closes', () => {
    const body = html.slice(html.indexOf('<body>'));
    expect(body).not.toMatch(/\*\*|^\||^#|^```/m);
    for (const tag of ['table', 'details', 'ul', 'pre', 'tr']) {
      const count = (text: string) => body.split(text).length;
      expect([tag, count(`<${tag}>`)]).toEqual([tag, count(`</${tag}>`)]);
    }
  });

  test('escapes what a scenario says', () => {
    const evil = {
      ...definition,
      scenarios: definition.scenarios.map((scenario) => ({
        ...scenario,
        situation: '<script>alert(1)</script> a|b',
      })),
    };
    const text = renderHtml(renderPage(viewRun(evil, trials), []), new Map());
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; a|b');
    expect(text).not.toContain('<script>');
  });
});

describe('the markdown page', () => {
  const hostile = [
    ...['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<!-- ', '\\` <b>x</b> `'],
    ...['[x](javascript:alert(1))', '[x](< JavaScript:alert(1)>)', '`` <i>x</i> ``'],
  ];
  test.each(hostile)('shows %s as text', (text) => {
    const evil = {
      ...definition,
      scenarios: definition.scenarios.map((one) => ({ ...one, situation: text })),
    };
    const rendered = { view: viewRun(evil, trials), charts: [], appendix: '', gates: [] };
    const files = markdownFormat.render({ ...rendered, allowInconclusive: false });
    const markdown = files.at(-1)?.text ?? '';
    expect(markdown).not.toMatch(/(?<!\\)<(script|img|!--|b>|i>)|(?<!\\)\]\([ <]*javascript:/i);
    expect(markdown).toMatch(/\\<|\\\]/);
  });

  test('is as it was where nothing is hostile', () => {
    const folded = `<details>\n<summary>a</summary>\n\n\`x <b> y\` 1 < 2 [a](b.svg)\n\n</details>`;
    expect(withoutHtml(folded)).toBe(folded);
    expect(withoutHtml(page)).toBe(page);
  });
});

describe('JUnit', () => {
  const results = evaluateGates(
    [
      parseGate('input_tokens > +2%', ['off', 'on']),
      parseGate('uncached_input_tokens > +2%', ['on']),
    ],
    view,
  );
  const report = { view, gates: results, charts: [], appendix: '' };
  test('a failed gate is a failure, an open one too unless it is allowed', () => {
    const strict = renderJunit({ ...report, allowInconclusive: false });
    expect(strict).toContain('tests="4" failures="2" skipped="0"');
    expect(strict).toContain('classname="gate input_tokens &gt; +2%" name="on, a"><failure');
    expect(renderJunit({ ...report, allowInconclusive: true })).toContain(
      'tests="4" failures="1" skipped="1"',
    );
  });

  test('a session that could not continue fails with its error', () => {
    const stopped = trials.map((trial) => ({ ...trial, outcome: 'stopped' as const }));
    const given = { ...report, view: viewRun(definition, stopped), gates: [] };
    expect(renderJunit({ ...given, allowInconclusive: false })).toContain(
      '2 of 2 trials could not continue',
    );
  });
});

describe('a page that must fit', () => {
  test('loses folded parts first, then sections, and says so', () => {
    const long = page.replace('</details>', `${'x'.repeat(5_000)}\n\n</details>`);
    const fitted = fitPage(long, new TextEncoder().encode(page).length);
    expect(fitted).toContain('## How to get this again');
    expect(fitted).not.toContain('<details>');
    expect(fitted).toContain('was cut to fit');
    const short = fitPage(page, 3_000);
    expect(new TextEncoder().encode(short).length).toBeLessThanOrEqual(3_000);
    expect(short).toContain(page.slice(0, 200));
    expect(fitPage(page, 1_000_000)).toBe(page);
  });
});
