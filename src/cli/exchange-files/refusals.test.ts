import { expect, test } from 'vitest';
import { createRefusals, toldMax } from './refusals.ts';

function tell(reasons: readonly string[]): string[] {
  const told: string[] = [];
  const refusals = createRefusals('a.jsonl', { error: (text) => told.push(text) });
  for (const [index, reason] of reasons.entries()) refusals.add(index, `x_${index}`, reason);
  refusals.summarise();
  return told;
}

test('a few exchanges are told one by one', () => {
  expect(tell(['no body', 'no body'])).toEqual([
    'a.jsonl: exchange 1, x_0 cannot be stored: no body',
    'a.jsonl: exchange 2, x_1 cannot be stored: no body',
  ]);
});

test('more of them are counted by their reason', () => {
  const told = tell([...Array(3000).fill('no body'), 'no status']);
  expect(told.slice(toldMax)).toEqual([
    'a.jsonl: 2995 more exchanges cannot be stored: no body',
    'a.jsonl: 1 more exchange cannot be stored: no status',
  ]);
});

test('reasons that are all different take few lines', () => {
  const told = tell(Array.from({ length: 3000 }, (_, index) => `${index} is not a time`));
  expect(told).toHaveLength(toldMax + 11);
  expect(told.at(-1)).toBe('a.jsonl: 2985 more exchanges cannot be stored: other reasons');
});
