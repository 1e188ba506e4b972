import { expect, test } from 'vitest';
import { memoryBudgetsOf } from './memory-budgets.ts';

const megabyte = 1024 * 1024;

test('bodies that have taken all their room leave answers theirs', () => {
  const { requests, answers } = memoryBudgetsOf();
  const bodies = requests.open();
  while (bodies.tryTake(megabyte)) {
    // Until nothing fits.
  }
  expect(requests.used()).toBeGreaterThan(32 * megabyte);
  expect(answers.open(2).tryTake(megabyte)).toBe(true);
  expect(requests.open().tryTake(megabyte)).toBe(false);
});

test('of eight requests of 5 MB, counted three times, those without room wait and are served', async () => {
  const { requests } = memoryBudgetsOf();
  const shares = Array.from({ length: 8 }, () => requests.open(3));
  const taken = shares.map((share) => share.take(5_000_000));
  expect(taken.filter((room) => room !== undefined).length).toBeGreaterThan(0);
  for (const [index, share] of shares.entries()) {
    expect((await taken[index]) ?? true).toBe(true);
    share.close();
  }
  expect(requests.used()).toBe(0);
});
