import { describe, expect, test } from 'vitest';
import { assertHaveValues, assertNumbers } from './assert-values.ts';

const declared = {
  names: ['seed', 'json', 'sim', 'repeats', 'minutes'],
  arrays: ['sim', 'minutes'],
  switches: ['json'],
  numbers: ['repeats', 'minutes'],
};

describe('a flag that takes a value', () => {
  test.each([
    [['ab', '--seed'], '--seed has no value'],
    [['ab', '--seed', '--json'], '--seed has no value'],
    [['ab', '--repeats', '--seed', '2'], '--repeats has no value'],
  ])('%j is refused', (words, message) => {
    expect(() => assertHaveValues(words, declared)).toThrow(message);
  });

  test.each([
    [['ab', '--seed', '2']],
    [['ab', '--seed', '-2']],
    [['ab', '--seed', '']],
    [['ab', '--seed=']],
    [['ab', '--json']],
    [['ab', '--sim', '--json']],
    [['ab', '--unknown']],
  ])('%j is fine', (words) => {
    expect(() => assertHaveValues(words, declared)).not.toThrow();
  });
});

describe('a flag that takes a number', () => {
  test.each([
    [['ab', '--repeats', 'x'], { repeats: Number.NaN }, '--repeats takes a number, not `x`'],
    [['ab', '--repeats=x'], { repeats: Number.NaN }, '--repeats takes a number, not `x`'],
    [['ab', '--minutes', '5', 'x'], { minutes: [5, Number.NaN] }, '--minutes takes a number'],
    // Of a configuration file.
    [['ab'], { repeats: Number.NaN }, '--repeats takes a number.'],
  ])('%j is refused', (words, flags, message) => {
    const refusal = (): void => assertNumbers(words, declared, flags);
    expect(refusal).toThrow(message.replace(/\.$/, ''));
  });

  test('numbers and flags that are not given are fine', () => {
    expect(() => assertNumbers(['ab'], declared, { repeats: 2, minutes: [] })).not.toThrow();
  });
});
