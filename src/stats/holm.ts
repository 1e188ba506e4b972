// Holm's adjustment for several tests at once.

/** More secondary metrics than this would be fishing, whatever the adjustment. */
export const secondaryMetricsMax = 3;

/**
 * Holm's adjusted p-values, in the order given.
 * @throws TypeError for more than three: they are declared before the run
 */
export function holm(pValues: readonly number[]): number[] {
  if (pValues.length > secondaryMetricsMax) {
    throw new TypeError(`at most ${secondaryMetricsMax} secondary metrics`);
  }
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
