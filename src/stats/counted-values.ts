// Many values in little memory: each distinct value with how often it came. For whole numbers and
// rounded shares, of which there are few, however long a history is.

export interface CountedValues {
  add(value: number): void;
  readonly count: number;
  readonly sum: number;
  /** How often exactly this value came. */
  countOf(value: number): number;
  /**
   * By linear interpolation between order statistics, as `quantile` of descriptive; null for none,
   * and where a value is not finite.
   * @param q in [0, 1]
   */
  quantile(q: number): number | null;
}

export function createCountedValues(): CountedValues {
  const counts = new Map<number, number>();
  let count = 0;
  let sum = 0;
  /** The value at a place among all, sorted: from 0. */
  const at = (sorted: readonly number[], place: number): number => {
    let before = 0;
    for (const value of sorted) {
      before += counts.get(value) ?? 0;
      if (place < before) return value;
    }
    return sorted.at(-1) ?? 0;
  };
  return {
    add(value) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
      count++;
      sum += value;
    },
    get count() {
      return count;
    },
    get sum() {
      return sum;
    },
    countOf: (value) => counts.get(value) ?? 0,
    quantile(q) {
      if (count === 0 || !Number.isFinite(sum)) return null;
      const sorted = [...counts.keys()].sort((a, b) => a - b);
      const position = (count - 1) * q;
      const below = at(sorted, Math.floor(position));
      const above = at(sorted, Math.ceil(position));
      return below + (above - below) * (position - Math.floor(position));
    },
  };
}
