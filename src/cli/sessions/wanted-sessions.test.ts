import { expect, test } from 'vitest';
import { wantedSessions } from './wanted-sessions.ts';

const nowMs = Date.UTC(2026, 10, 20, 12);
const at = (hour: number, client: 'claude' | 'codex' = 'claude') => ({
  ...{ client, lastAtMs: Date.UTC(2026, 10, 20, hour) },
});

test('an age and a day are where a list begins', () => {
  const since = (text: string) => wantedSessions({ since: text, client: undefined }, nowMs);
  expect([9, 10, 11].map((hour) => since('2h')(at(hour)))).toEqual([false, true, true]);
  expect([-1, 0, 1].map((hour) => since('2026-11-20')(at(hour)))).toEqual([false, true, true]);
  expect(since('2026-11-20T10:00:00Z')(at(9))).toBe(false);
});

test('one client', () => {
  const isWanted = wantedSessions({ since: undefined, client: 'codex' }, nowMs);
  expect([isWanted(at(1)), isWanted(at(1, 'codex'))]).toEqual([false, true]);
});

test.each(['yesterday', '', '2026-13-40', '11'])('%j is neither', (since) => {
  expect(() => wantedSessions({ since, client: undefined }, nowMs)).toThrow(/--since .*cannot be/);
});
