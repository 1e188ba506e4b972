import { describe, expect, test } from 'vitest';
import { holm } from './holm.ts';
import { newcombeInterval } from './newcombe.ts';
import { wilsonInterval, zeroEventsUpperBound } from './wilson.ts';

describe('Wilson', () => {
  // Newcombe 1998 (Statistics in Medicine 17, 857-872), table I, method 3; more digits from
  // scipy.stats.binomtest(k, n).proportion_ci(method='wilson').
  test.each([
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.06238639953073629, 0.16048724172330803],
    [0, 20, 0, 0.16112515805281935],
    [1, 29, 0.006113214292762667, 0.17175521879320282],
    [29, 29, 0.8830302015002592, 1],
  ])('%d of %d', (events, attempts, low, high) => {
    const found = wilsonInterval(events, attempts, 0.95);
    expect(found?.low).toBeCloseTo(low, 9);
    expect(found?.high).toBeCloseTo(high, 9);
  });
});

describe('Newcombe', () => {
  // Newcombe 1998 (Statistics in Medicine 17, 873-890), table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%d/%d - %d/%d', (a, m, b, n, low, high) => {
    const found = newcombeInterval({ events: a, attempts: m }, { events: b, attempts: n }, 0.95);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });
});

test.each([
  [100, 0.0295],
  [300, 0.0099],
  [1000, 0.003],
])('nothing seen in %d attempts: less than %d', (attempts, bound) => {
  const found = zeroEventsUpperBound(attempts, 0.95) ?? 0;
  expect(found).toBeCloseTo(bound, 4);
  // What it means: with this rate, seeing nothing has a probability of 5%.
  expect((1 - found) ** attempts).toBeCloseTo(0.05, 12);
});

test('a rate without attempts has no interval', () => {
  expect(wilsonInterval(0, 0, 0.95)).toBeNull();
  expect(zeroEventsUpperBound(0, 0.95)).toBeNull();
});

describe('Holm', () => {
  // R: p.adjust(c(.01, .04, .03), 'holm') is 0.03 0.06 0.06
  test.each([
    [
      [0.01, 0.04, 0.03],
      [0.03, 0.06, 0.06],
    ],
    [
      [0.6, 0.7],
      [1, 1],
    ],
    [[0.02], [0.02]],
  ])('%j', (given, expected) => {
    for (const [index, p] of holm(given).entries()) expect(p).toBeCloseTo(expected[index] ?? 0, 12);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -0.1, 1.1])('refuses %d', (p) => {
    expect(() => holm([0.1, p])).toThrow('a p-value is in 0 to 1');
  });
});
