import { expect, test } from 'vitest';
import { commonPrefixLength, commonSuffixLength } from './common-affix.ts';

function check(left: string, right: string, prefix: number, suffix: number): void {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  expect(commonPrefixLength(a, b)).toBe(prefix);
  expect(commonSuffixLength(a, b, prefix)).toBe(suffix);
}

test('prefix and suffix never overlap', () => {
  check('abc', 'abc', 3, 0);
  check('aaaa', 'aaa', 3, 0);
  check('abXcd', 'abYZcd', 2, 2);
  check('', 'x', 0, 0);
});

test('differences are found inside and across blocks', () => {
  const filler = 'f'.repeat(5000);
  check(`${filler}1${filler}`, `${filler}22${filler}`, 5000, 5000);
  check(`${filler}1`, `${filler}2`, 5000, 0);
});
