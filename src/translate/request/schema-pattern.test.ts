import { describe, expect, test } from 'vitest';
import { isPortablePattern } from './schema-pattern.ts';

describe('a pattern that Python and ECMAScript read alike', () => {
  test.each([
    '^[a-z0-9_-]{1,64}$',
    String.raw`^\d{4}-\d{2}-\d{2}T[\d:.]+Z$`,
    String.raw`^(?:https?|file):\/\/[\w.-]+$`,
    String.raw`^[\w-]+\.[^\s@]*\u00e9\x41$`,
    String.raw`[\]\-a](a|b)+?\(`,
    '[(?=]',
    String.raw`\(\?=`,
    '',
  ])('%s is sent', (pattern) => expect(isPortablePattern(pattern)).toBe(true));
});

describe('a pattern that the backend refuses', () => {
  test.each([
    // What Claude Code's tool Artifact sends has both of the next two.
    String.raw`^[^\p{Cc}\P{L}]{1,200}$`,
    '^(?!__.*__$).*$',
    'a(?=b)',
    '(?<=a)b',
    '(?<!a)b',
    String.raw`(?<year>\d{4})-\k<year>`,
    String.raw`\u{1F600}`,
    String.raw`\cA`,
    String.raw`(a)\1`,
    String.raw`^[\w-.]+@`,
    String.raw`^[a-\d]$`,
    '[]',
    '[^]',
    '(',
    '[z-a]',
    '*a',
  ])('%s is left out', (pattern) => expect(isPortablePattern(pattern)).toBe(false));
});
