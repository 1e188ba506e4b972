import { describe, expect, test } from 'vitest';
import type { Difference, Violation } from '../check-fixture.ts';
import { renderFindings } from '../render-check.ts';
import { groupDifferences, groupLoss } from './group-findings.ts';
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

  test('of something long is shortened', () => {
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

test('annotations name the expected file, one per group, on one line each', () => {
  const lines = renderAnnotations(
    { differences: many, violations: [{ ...violation, detail: '100%\nnext' }] },
    (fixture) => `recordings/${fixture}`,
  );
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(
    /^::error file=recordings\/a\/expected\/on\/02\.request\.json,title=request \/tools\/\*\/strict%3A another value::a {2}on .*\(and 5 more like it\)$/,
  );
  expect(lines[1]).toContain('100%25%0Anext');
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

test('a loss is counted once per session, and said call by call', () => {
  const prefix = {
    ...{ tokens_before: 9000, tokens_after: 9000, common_tokens: 4752, first_break: '/tools/7' },
    because: '/tools/7 moved',
  };
  const losing = (cached_tokens_lost: number, turns: string[], least: number, most: number) =>
    difference({ prefix: { ...prefix, cached_tokens_lost, turns, lost_each: [least, most] } });
  const first = losing(18_688, ['02', '03', '04'], 6144, 6272);
  const second = losing(6144, ['04'], 6144, 6144);
  expect(groupLoss([first, second, { ...first, arm: 'off' }])).toBe(2 * 18_688);
  const lines = renderFindings({ differences: [first, second], violations: [] });
  expect(lines[0]).toContain(
    'calls 02 to 04 lose 6,144 to 6,272 cached tokens each, because /tools/7 moved (prompt of 9,000',
  );
  expect(lines[1]).toContain('call 04 loses 6,144 cached tokens, because /tools/7 moved');
});
