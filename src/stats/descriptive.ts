// Numbers in, numbers out. Nothing here knows what it describes.

/** Sum; 0 for none. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Ratio of sums; null when the denominator is 0: a ratio of nothing is not a number. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

/**
 * Quantile by linear interpolation between order statistics (R's default, type 7); null for none.
 * @param q in [0, 1]
 */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

/** Middle of the values, the mean of the two middle ones of an even count; null for none. */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}

/** Smallest and largest value; null for none. */
export function rangeOf(values: readonly number[]): { low: number; high: number } | null {
  const [first] = values;
  if (first === undefined) return null;
  // Not by spreading: the requests of a long run are more than a call takes arguments.
  return values.reduce(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: first, high: first },
  );
}
