import { expect, test } from 'vitest';
import { createOpenedRuns } from './opened-runs.ts';

function createLog() {
  const log: string[] = [];
  const open = (name: string) => async () => {
    log.push(`open ${name}`);
    return { name, close: async () => void log.push(`close ${name}`) };
  };
  return { log, open };
}
const names = Array.from({ length: 20 }, (_, index) => `r${index}`);

test('a worker of twenty runs, one after the other, keeps the last four open', async () => {
  const runs = createOpenedRuns();
  const { log, open } = createLog();
  for (const name of names) {
    await runs.take(name, open(name));
    await runs.release(name);
  }
  expect(log.filter((line) => line.startsWith('close'))).toEqual(
    names.slice(0, -4).map((name) => `close ${name}`),
  );
  await runs.close();
  expect(log.filter((line) => line.startsWith('close'))).toHaveLength(names.length);
});

test('a run that is played stays open, and is opened once for those who play it', async () => {
  const runs = createOpenedRuns();
  const { log, open } = createLog();
  const [first, second] = await Promise.all([1, 2].map(() => runs.take('long', open('long'))));
  expect(second).toBe(first);
  await runs.release('long');
  for (const name of names) {
    await runs.take(name, open(name));
    await runs.release(name);
  }
  expect(log).not.toContain('close long');
  expect(log.filter((line) => line === 'open long')).toHaveLength(1);
  await runs.release('long');
  await runs.take('long', open('long'));
  await runs.release('long');
  expect(log.filter((line) => line === 'open long')).toHaveLength(1);
});

test('what cannot be opened is tried again by the next', async () => {
  const runs = createOpenedRuns();
  const { log, open } = createLog();
  await expect(runs.take('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await runs.take('a', open('a'));
  await runs.release('a');
  await runs.close();
  expect(log).toEqual(['open a', 'close a']);
});
