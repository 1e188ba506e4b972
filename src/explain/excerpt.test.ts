import { expect, test } from 'vitest';
import { excerpts } from './excerpt.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('both values are shown around their first difference, which is named in bytes', () => {
  const long = 'é'.repeat(100);
  const shown = excerpts(bytes(`"${long}one${long}"`), bytes(`"${long}two${long}"`));
  expect(shown.commonBytes).toBe(1 + 200);
  expect(shown.before).toMatch(/^\.\.\.é+oneé+\.\.\.$/);
  expect(shown.now).toMatch(/^\.\.\.é+twoé+\.\.\.$/);
  expect(shown.now.length).toBeLessThan(90);
});

test('a value that did not change is shown from its start', () => {
  expect(excerpts(bytes('"same"'), bytes('"same"'))).toEqual({
    before: '"same"',
    now: '"same"',
    commonBytes: 0,
  });
});

test('a secret does not show, not even cut', () => {
  const secret = `ghp_${'a1'.repeat(20)}`;
  const shown = excerpts(bytes(`"token ${secret} x"`), bytes(`"token ${secret} y"`));
  expect(JSON.stringify(shown)).not.toContain('a1a1');
  const at = excerpts(bytes(`"${secret}"`), bytes('"ghp_a1a1zz"'));
  expect(at.before).not.toContain('a1a1a1a1');
});
