import { expect, test } from 'vitest';
import { defaultMemory, memoryBudgetsOf } from './memory-flag.ts';

const megabyte = 1024 * 1024;

test('bodies that have taken all their room leave answers theirs', () => {
  const { requests, answers } = memoryBudgetsOf(defaultMemory);
  const bodies = requests.open();
  while (bodies.tryTake(megabyte)) {
    // Until nothing fits.
  }
  expect(requests.used()).toBeGreaterThan(32 * megabyte);
  expect(answers.open(2).tryTake(megabyte)).toBe(true);
  expect(requests.open().tryTake(megabyte)).toBe(false);
});

test('eight requests of 5 MB, counted three times, wait for each other at most', () => {
  const { requests } = memoryBudgetsOf(defaultMemory);
  const one = requests.open(3);
  expect(one.tryTake(5_000_000)).toBe(true);
  expect(requests.open(3).tryTake(5_000_000)).toBe(true);
});

test('too little is refused, with the least', () => {
  expect(() => memoryBudgetsOf(100)).toThrow('--memory 100 is too little');
});
