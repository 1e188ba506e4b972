import { expect, test } from 'vitest';
import { uuidV7 } from './uuid-v7.ts';

test('the example of RFC 9562 appendix A.6', () => {
  const random = '0cc318c4dc0c0c07398f';
  expect(uuidV7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});
test('later ids sort after earlier ones', () => {
  const random = '0'.repeat(20);
  expect(uuidV7(1_000, random) < uuidV7(1_001, random)).toBe(true);
});
test('the variant is one of the four, whatever the digit', () => {
  const variants = [...'0123456789abcdef'].map((digit) => uuidV7(0, digit.repeat(20))[19]);
  expect([...new Set(variants)].toSorted()).toEqual(['8', '9', 'a', 'b']);
});
