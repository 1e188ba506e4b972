// Numbers in, numbers out. Nothing here knows what it describes.

/** False where a value is NaN or infinite: then nothing can be estimated from them. */
export function areFinite(values: readonly number[]): boolean {
  return values.every(Number.isFinite);
}

/** Sum; 0 for none. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * Ratio of sums; null where it is not a number: the denominator is 0, or one of them is not finite.
 */
export function ratio(numerator: number, denominator: number): number | null {
  const value = numerator / denominator;
  return Number.isFinite(value) && Number.isFinite(denominator) ? value : null;
}

/**
 * Quantile by linear interpolation between order statistics (R's default, type 7); null for none,
 * and where a value is not finite.
 * @param q in [0, 1]
 */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0 || !areFinite(sorted)) return null;
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * Middle of the values, the mean of the two middle ones of an even count; null as for `quantile`.
 */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}

/** Smallest and largest value; null for none, and where a value is not finite. */
export function rangeOf(values: readonly number[]): { low: number; high: number } | null {
  const [first] = values;
  if (first === undefined || !areFinite(values)) return null;
  // Not by spreading: the requests of a long run are more than a call takes arguments.
  return values.reduce(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: first, high: first },
  );
}
