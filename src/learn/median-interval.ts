// How far the median of sessions may be off: 95% of the medians of sessions that are drawn again.
import { createSeededRandom } from '../lib/seeded-random.ts';
import { quantile } from '../stats/descriptive.ts';
import type { Interval } from '../stats/paired-t.ts';

const draws = 2000;

/** @param values one a session @returns null below three */
export function medianInterval(values: readonly number[], seed: string): Interval | null {
  if (values.length < 3) return null;
  const random = createSeededRandom(`learn/median/${seed}`);
  const medians = Array.from(
    { length: draws },
    () =>
      quantile(
        values.map(() => values[random.integer(values.length)] ?? 0),
        0.5,
      ) ?? 0,
  );
  const [low, high] = [quantile(medians, 0.025), quantile(medians, 0.975)];
  return low === null || high === null ? null : { low, high };
}
