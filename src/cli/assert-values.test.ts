import { describe, expect, test } from 'vitest';
import { assertHaveValues, assertNumbers } from './assert-values.ts';

const declared = {
  names: ['seed', 'json', 'sim', 'repeats', 'minutes', 'from', 'side'],
  arrays: ['sim', 'minutes', 'from'],
  switches: ['json'],
  numbers: ['repeats', 'minutes'],
  mayBeEmpty: ['from'],
  choices: { side: ['client', 'upstream'] },
  ranges: new Map([
    ['repeats', { minimum: 1, isWhole: true }],
    ['minutes', { above: 0 }],
  ] as const),
};

describe('a flag that takes a value', () => {
  test.each([
    [['ab', '--seed'], '--seed has no value'],
    [['ab', '--seed', '--json'], '--seed has no value'],
    [['ab', '--repeats', '--seed', '2'], '--repeats has no value'],
    [['ab', '--side'], '--side has no value'],
    [['ab', '--sim', '--json'], '--sim has no value'],
    [['ab', '--seed', '2', '--seed=3'], '--seed is given twice'],
  ])('%j is refused', (words, message) => {
    expect(() => assertHaveValues(words, declared)).toThrow(message);
  });

  test.each([
    [['ab', '--seed', '2']],
    [['ab', '--seed', '-2']],
    [['ab', '--seed', '']],
    [['ab', '--seed=']],
    [['ab', '--json']],
    [['ab', '--from', '--json']],
    [['ab', '--sim', 'a=1', '--sim', 'b=2']],
    [['ab', '--unknown']],
  ])('%j is fine', (words) => {
    expect(() => assertHaveValues(words, declared)).not.toThrow();
  });
});

describe('a flag that takes a number', () => {
  test.each([
    [
      ['ab', '--repeats', 'x'],
      { repeats: Number.NaN },
      '--repeats takes a whole number from 1, not `x`',
    ],
    [
      ['ab', '--repeats=x'],
      { repeats: Number.NaN },
      '--repeats takes a whole number from 1, not `x`',
    ],
    [['ab', '--repeats='], { repeats: 0 }, '--repeats takes a whole number from 1, not ``'],
    [['ab', '--repeats', '0x10'], { repeats: 16 }, 'not `0x10`'],
    [['ab', '--repeats', '1.5'], { repeats: 1.5 }, 'not `1.5`'],
    [
      ['ab', '--minutes', '5', 'x'],
      { minutes: [5, Number.NaN] },
      '--minutes takes a number above 0',
    ],
    [['ab', '--minutes', '0'], { minutes: [0] }, '--minutes takes a number above 0, not `0`'],
    // Of a configuration file.
    [['ab'], { repeats: Number.NaN }, '--repeats takes a whole number from 1'],
    [['ab'], { repeats: -1 }, '--repeats takes a whole number from 1, not `-1`'],
  ])('%j is refused', (words, flags, message) => {
    expect(() => assertNumbers(words, declared, flags)).toThrow(message);
  });

  test('numbers and flags that are not given are fine', () => {
    expect(() => assertNumbers(['ab'], declared, { repeats: 2, minutes: [] })).not.toThrow();
    expect(() => assertNumbers(['ab', '--repeats', '2'], declared, { repeats: 2 })).not.toThrow();
  });
});
