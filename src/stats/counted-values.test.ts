import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCountedValues } from './counted-values.ts';
import { quantile } from './descriptive.ts';

test('counted values have the quantiles, the count and the sum of the values', () => {
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 });
  fc.assert(
    fc.property(values, fc.constantFrom(0, 0.1, 0.5, 0.9, 1), (all, q) => {
      const counted = createCountedValues();
      for (const value of all) counted.add(value);
      expect(counted.quantile(q)).toEqual(quantile(all, q));
      expect([counted.count, counted.sum]).toEqual([all.length, all.reduce((a, b) => a + b, 0)]);
      expect(counted.countOf(0)).toBe(all.filter((value) => value === 0).length);
    }),
  );
});
