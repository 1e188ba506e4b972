/** How many exchanges could not be stored, or not to their end, and why. */
export interface DropCount {
  add(reason: string): void;
  total(): number;
}

/** @param onReason called once for each reason */
export function createDropCount(onReason: (reason: string) => void): DropCount {
  const counts = new Map<string, number>();
  return {
    add(reason) {
      const known = counts.get(reason) ?? 0;
      counts.set(reason, known + 1);
      if (known === 0) onReason(reason);
    },
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
  };
}
