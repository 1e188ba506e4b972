import { expect, test } from 'vitest';
import { createDefectTeller, isDefect } from './defect.ts';
import { HarnessError } from './harness-error.ts';

test.each([
  ['a TypeError', new TypeError('x is not a function'), true],
  ['a full stack', new RangeError('Maximum call stack size exceeded'), true],
  ['a text that cannot be parsed', new SyntaxError('Unexpected token'), true],
  ['an assertion of a library', Object.assign(new Error(''), { name: 'AssertionError' }), true],
  ['what the user can fix', new HarnessError('upstream', 'm', 'h'), false],
  ['a socket', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), false],
  ['a text', 'x', false],
])('%s: %#', (_what, error, expected) => {
  expect(isDefect(error)).toBe(expected);
});

test('a defect is told with its trace, once; no more than twenty are', () => {
  const told: string[] = [];
  const tell = createDefectTeller((text) => told.push(text));
  const error = new TypeError('once');
  tell(error);
  tell(error);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('defect.test.ts');
  for (let count = 0; count < 50; count++) tell(new TypeError(`other ${count}`));
  expect(told).toHaveLength(20);
});
