// Times of a profile's periods: months or days, as text that sorts.
import type { ProfilePeriod } from './profile-file.ts';

/** The period that holds at a time, up to the one after it; null: nothing is known so early. */
export function holdsAt(
  periods: readonly ProfilePeriod[],
  at: string | null,
): ProfilePeriod | null {
  return periods.findLast(({ from }) => from === null || (at !== null && from <= at)) ?? null;
}

/** Whether a period rests on what was seen at that time, or later. */
export function isShownAt({ to }: ProfilePeriod, at: string | null): boolean {
  if (to === null) return true;
  return at === null || at.slice(0, to.length) <= to;
}

/** The month before a month, the day before a day. */
export function dayBefore(time: string): string {
  const isDay = time.length > 'YYYY-MM'.length;
  const [year = 0, month = 1, day = 1] = time.split('-').map(Number);
  const before = isDay ? Date.UTC(year, month - 1, day - 1) : Date.UTC(year, month - 2, 1);
  return new Date(before).toISOString().slice(0, time.length);
}
