// Holm's adjustment for several tests at once (Holm 1979).

/**
 * Holm's adjusted p-values, in the order given. Rejecting those below alpha is wrong about any of
 * them with a probability of at most alpha, for tests that depend on each other too.
 * @throws TypeError for a value that is not a probability
 */
export function holm(pValues: readonly number[]): number[] {
  if (!pValues.every((p) => p >= 0 && p <= 1)) throw new TypeError('a p-value is in 0 to 1');
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
