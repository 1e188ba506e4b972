import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryBudget } from './memory-budget.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** A budget of 100 bytes, and time that passes when it is told to. */
function setUp() {
  const timers = new Set<() => void>();
  const budget = createMemoryBudget({
    bytesMax: 100,
    waitMsMax: 1,
    after(_ms, act) {
      timers.add(act);
      return () => timers.delete(act);
    },
  });
  return {
    budget,
    timers,
    pass: () => {
      for (const act of [...timers]) act();
    },
  };
}

describe('memory that is shared', () => {
  test('what comes back is told, in parts and once at the end', () => {
    const freed: number[] = [];
    const budget = createMemoryBudget({
      ...{ bytesMax: 100, waitMsMax: 1, after: () => () => {} },
      onFreed: (bytes) => freed.push(bytes),
    });
    const share = budget.open(2);
    share.tryTake(10);
    share.tryTake(20);
    expect(freed).toEqual([]);
    share.giveBack(15);
    expect([freed, budget.used()]).toEqual([[15], 45]);
    share.close();
    share.close();
    share.giveBack(15);
    budget.open().close();
    expect([freed, budget.used()]).toEqual([[15, 45], 0]);
  });

  test('is given until it is used up, and again when it comes back', async () => {
    const { budget, timers } = setUp();
    const [a, b, c] = [budget.open(), budget.open(), budget.open()];
    expect(a.take(60)).toBeUndefined();
    expect(b.tryTake(60)).toBe(false);
    const first = b.take(60); // may exceed it: somebody has to get on
    expect(await first).toBe(true);
    expect(budget.used()).toBe(120);
    let isTaken: boolean | undefined;
    const second = c.take(10)?.then((taken) => (isTaken = taken));
    await Promise.resolve();
    expect(isTaken).toBeUndefined();
    a.close();
    await second;
    expect([isTaken, budget.used(), timers.size]).toEqual([true, 70, 0]);
  });

  test('is not waited for without end', async () => {
    const { budget, pass } = setUp();
    const [a, b, c] = [budget.open(), budget.open(), budget.open()];
    a.take(100);
    b.take(100);
    const refused = c.take(1);
    pass();
    expect(await refused).toBe(false);
    c.close();
    expect(budget.used()).toBe(200);
  });

  test('counts what is held several times as often', () => {
    const { budget } = setUp();
    budget.open(3).take(20);
    expect(budget.used()).toBe(60);
  });

  test('whatever is asked for: one holder at most exceeds it, all get on, none of it is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }), {
          maxLength: 12,
        }),
        async (wishes) => {
          const { budget } = setUp();
          const largest = Math.max(0, ...wishes.map((parts) => sum(parts)));
          await Promise.all(
            wishes.map(async (parts) => {
              const share = budget.open();
              for (const part of parts) {
                expect((await share.take(part)) ?? true).toBe(true);
                expect(budget.used()).toBeLessThanOrEqual(100 + largest);
                await Promise.resolve();
              }
              share.close();
            }),
          );
          expect(budget.used()).toBe(0);
        },
      ),
    );
  });
});
