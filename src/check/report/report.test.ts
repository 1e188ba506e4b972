import { describe, expect, test } from 'vitest';
import type { Difference, Violation } from '../check-fixture.ts';
import { groupDifferences } from './group-findings.ts';
import { renderAnnotations } from './render-annotations.ts';
import { renderCheckMarkdown } from './render-check-markdown.ts';
import { renderJunit } from './render-junit.ts';
import { shortDiff } from './short-diff.ts';

const difference = (change: Partial<Difference> = {}): Difference => ({
  fixture: 'loop',
  arm: 'on',
  file: 'expected/on/02.request.json',
  pointer: '/tools/7/strict',
  kind: 'value',
  expected: false,
  actual: true,
  prefix: null,
  ...change,
});
const violation: Violation = {
  ...{ fixture: 'loop', arm: 'on', invariant: 'call-pairs', turn: '02' },
  ...{ pointer: '/input/3', detail: 'call <c> & "d" has no output' },
};
const many = ['a', 'b', 'c'].flatMap((fixture) =>
  [1, 2].map((tool) => difference({ fixture, pointer: `/tools/${tool}/strict` })),
);

test('one cause in many fixtures is one group', () => {
  const groups = groupDifferences({
    differences: [...many, difference({ kind: 'order' })],
    violations: [],
  });
  expect(groups.map(({ title, findings }) => [title, findings.length])).toEqual([
    ['request /tools/*/strict: another value', 6],
    ['request /tools/*/strict: keys in another order', 1],
  ]);
});

describe('a short diff', () => {
  test('of a value inside an object: only the lines that differ', () => {
    const [expected, actual] = [1, 2].map((value) => ({ a: 1, b: value, c: 3 }));
    const found = difference({ pointer: '/x', expected: expected ?? null, actual: actual ?? null });
    expect(shortDiff(found).slice(2)).toEqual(['@@ /x @@', '-  "b": 1,', '+  "b": 2,']);
  });

  test('of something long is cut', () => {
    const actual = Array.from({ length: 100 }, (_, index) => index);
    const lines = shortDiff(difference({ kind: 'added', expected: null, actual }));
    expect(lines.length).toBeLessThan(20);
    expect(lines.at(-1)).toBe('  ... 90 more lines');
  });
});

test('JUnit: a case per fixture, what XML cannot hold is escaped', () => {
  const xml = renderJunit(['good', 'loop'], {
    differences: [difference()],
    violations: [violation],
  });
  expect(xml).toContain('tests="2" failures="1"');
  expect(xml).toContain('<testcase name="good" classname="turntape check"/>');
  expect(xml).toContain('call &lt;c&gt; &amp; &quot;d&quot; has no output');
});

test('annotations name the pinned file, one per group, on one line each', () => {
  const lines = renderAnnotations(
    { differences: many, violations: [{ ...violation, detail: '100 %\nnext' }] },
    (fixture) => `recordings/${fixture}`,
  );
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(
    /^::error file=recordings\/a\/expected\/on\/02\.request\.json,title=request \/tools\/\*\/strict%3A another value::a {2}on .*\(and 5 more like it\)$/,
  );
  expect(lines[1]).toContain('100 %25%0Anext');
});

test('a comment fits, however much there is', () => {
  const differences = Array.from({ length: 3000 }, (_, index) =>
    difference({ pointer: `/field${index}`, actual: 'x'.repeat(20_000) }),
  );
  const page = renderCheckMarkdown(9, { differences, violations: [] });
  expect(page.length).toBeLessThan(65_536);
  expect(page).toContain('3,000 differences, 0 violations in 9 fixtures');
  expect(page).toContain('and 2988 more groups');
});
