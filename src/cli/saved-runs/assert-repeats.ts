// How often a run is played, and how often it is looked at while it is.
import { HarnessError } from '../../lib/harness-error.ts';

const repeatsMax = 1_000;
/** More analyses spend what is left of alpha on differences that do not matter. */
const looksMax = 10;

/** @throws HarnessError `usage` */
export function assertRepeats(repeats: number): void {
  if (Number.isInteger(repeats) && repeats >= 1 && repeats <= repeatsMax) return;
  throw new HarnessError(
    'usage',
    `--repeats ${repeats} is not a number of repeats`,
    `Give a whole number from 1 to ${repeatsMax}`,
  );
}

/** @throws HarnessError `usage` */
export function assertLooks(looks: number, repeats: number): void {
  if (Number.isInteger(looks) && looks >= 1 && looks <= Math.min(looksMax, repeats)) return;
  throw new HarnessError(
    'usage',
    `--looks ${looks} is not a number of looks at ${repeats} repeat(s)`,
    `Give a whole number from 1 to ${looksMax}, at most one interim analysis per repeat (--repeats)`,
  );
}
