// What changed at one place as a few lines of unified diff.
import { plural } from '../../lib/plural.ts';
import type { Difference } from '../check-fixture.ts';

const linesMax = 12;
const columnsMax = 160;

function linesOf(
  value: Difference['expected'],
  kind: Difference['kind'],
  absent: boolean,
): string[] {
  if (absent || kind === 'order') return [];
  return JSON.stringify(value, null, 2).split('\n');
}

const clip = (line: string): string =>
  line.length <= columnsMax ? line : `${line.slice(0, columnsMax - 3)}...`;

function shortenLines(lines: readonly string[]): string[] {
  if (lines.length <= linesMax) return [...lines];
  return [...lines.slice(0, linesMax), `  ... ${plural(lines.length - linesMax, 'more line')}`];
}

/** Header, then removed and added lines; what both begin and end with is left out. */
export function shortDiff({ file, pointer, kind, expected, actual }: Difference): string[] {
  const before = linesOf(expected, kind, kind === 'added');
  const now = linesOf(actual, kind, kind === 'missing');
  let start = 0;
  while (start < Math.min(before.length, now.length) && before[start] === now[start]) start++;
  let end = 0;
  const room = Math.min(before.length, now.length) - start;
  while (end < room && before.at(-1 - end) === now.at(-1 - end)) end++;
  const part = (lines: readonly string[], sign: string): string[] =>
    shortenLines(lines.slice(start, lines.length - end).map((line) => clip(`${sign}${line}`)));
  const moved = kind === 'order' ? [' the same keys in another order'] : [];
  return [
    `--- ${file} (expected)`,
    `+++ ${file} (now)`,
    `@@ ${pointer || '/'} @@`,
    ...part(before, '-'),
    ...part(now, '+'),
    ...moved,
  ];
}
