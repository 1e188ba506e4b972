// How often a run is played, and how often it is looked at while it is.
import { HarnessError } from '../../lib/harness-error.ts';

/** What --repeats takes. */
export const repeatsRange = { minimum: 1, maximum: 1_000, isWhole: true } as const;
/** More analyses spend what is left of alpha on differences that do not matter. */
const looksMax = 10;
/** What --looks takes. */
export const looksRange = { minimum: 1, maximum: looksMax, isWhole: true } as const;

/** @throws HarnessError `usage` */
export function assertLooks(looks: number, repeats: number): void {
  if (looks <= repeats) return;
  throw new HarnessError(
    'usage',
    `--looks ${looks} is more than --repeats ${repeats}`,
    'Plan at most one interim analysis for each repeat',
  );
}
