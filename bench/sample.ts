// Repeated measurements: which order they run in, and their middle.
import { median } from '../src/stats/descriptive.ts';

/** The median of measurements, of which there is always one. */
export function medianOf(values: readonly number[]): number {
  return median(values) ?? Number.NaN;
}

/**
 * Runs tasks in turn, round after round, so that whatever slows the machine down hits all alike.
 * @param minMs each task runs for about this long in all, at least `roundsMin` times
 * @returns the median duration of each task in ms
 */
export function alternate<Name extends string>(
  tasks: Readonly<Record<Name, () => void>>,
  minMs: number,
  roundsMin = 7,
): Record<Name, number> {
  const names = Object.keys(tasks) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  // Not timed: the compiler's first look at the code.
  for (let round = 0; round < 3; round++) for (const name of names) tasks[name]();
  const endMs = performance.now() + minMs * names.length;
  for (let round = 0; round < roundsMin || performance.now() < endMs; round++) {
    // Every other round backwards: a task that leaves garbage behind does not always hit the same.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const startedMs = performance.now();
      tasks[name]();
      times[name].push(performance.now() - startedMs);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(times[name])])) as Record<
    Name,
    number
  >;
}
