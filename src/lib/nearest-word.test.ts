import { expect, test } from 'vitest';
import { nearestWord } from './nearest-word.ts';

const known = ['record', 'report', 'sessions', 'show'];
test('a typing error finds the word that was meant', () => {
  expect(nearestWord('reprot', known)).toBe('report');
  expect(nearestWord('session', known)).toBe('sessions');
});
test('something else entirely finds nothing', () => {
  expect(nearestWord('kubernetes', known)).toBeUndefined();
});
