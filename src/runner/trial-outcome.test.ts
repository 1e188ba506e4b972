import { expect, test } from 'vitest';
import { outcomeOf } from './trial-outcome.ts';

const turn = (status: number, answeredBy: string | null = null) => ({ status, answeredBy });

test.each([
  ['a refusal is an outcome', 400, 'stopped'],
  ['so is a server error: it may be the doing of the arm', 503, 'stopped'],
  ['no response at all depends on no arm', 0, 'void:no-connection'],
  ['nor is the limit of the account', 429, 'void:rate-limited'],
  ['nor is a key that is not taken', 401, 'void:no-access'],
] as const)('%s', (_title, status, expected) => {
  expect(outcomeOf('stopped', [turn(200), turn(status)], 'gpt-5.5', 'measured')).toBe(expected);
});

test('only how a session ends makes it void, not what it got over', () => {
  expect(outcomeOf('complete', [turn(429), turn(200)], 'gpt-5.5', 'measured')).toBe('complete');
});

test('another model makes a session void; a snapshot of the one asked for does not', () => {
  const check = (answered: string) =>
    outcomeOf('complete', [turn(200, 'gpt-5.5'), turn(200, answered)], 'gpt-5.5', 'measured');
  expect(check('gpt-5.5-2026-04-01')).toBe('complete');
  expect(check('openai/gpt-5.5')).toBe('complete');
  expect(check('gpt-5.5-mini')).toBe('void:wrong-model');
});

test('on a simulator everything was asked for', () => {
  expect(outcomeOf('stopped', [turn(429, 'other')], 'gpt-5.5', 'simulated')).toBe('stopped');
});
