// What is said before anything else of a run in which an arm cannot be compared.
import type { RunView } from '../view.ts';

/** One sentence per arm; empty: every arm can be compared. */
export function describeInvalid({ invalid }: Pick<RunView, 'invalid'>): string[] {
  return invalid.map(
    ({ arm, problem }) => `Invalid: \`${arm}\` ${problem}. Its numbers are not a finding.`,
  );
}
