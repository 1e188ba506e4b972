// Doubts about a measurement in words: what each means, and what to do about it.

import { assertNever } from '../../lib/assert-never.ts';
import { formatLevel } from '../format.ts';
import type { Warning } from '../measured/warning.ts';

/** One sentence each. */
export function describeWarning(warning: Warning): string {
  switch (warning.type) {
    case 'no-population':
      return 'No population was declared, so these sessions speak for themselves only: no verdict. Declare before the run what they are a sample of.';
    case 'too-few-clusters':
      return `${warning.clusters} independent sessions; a verdict needs at least ${warning.needed}. Add scenarios or recorded sessions rather than repeats.`;
    case 'attrition':
      return `Sessions that could not continue: ${warning.arm} in the arm, ${warning.baseline} in the baseline. A session that ends early is cheap; the comparison holds the pairs that were completed.`;
    case 'voided':
      return `${warning.count} of ${warning.played} sessions are void, with their reasons below; the pairs that they belong to are left out.`;
    case 'unknown-price':
      return 'The model has no known price: cost cannot be compared, and without cost there is no `better`. Give a table with --prices.';
    case 'order-explains-more':
      return 'Which session of a block came first explains more than the arm does: look for a drift, and for caches that the arms share.';
    case 'tests-disagree':
      return `${warning.metric}: the t interval excludes zero, the sign-flip test does not reject: the interval rests on a few sessions.`;
    case 'outliers':
      return `${warning.metric}: far from the others: ${warning.clusters.join(', ')}. They are kept; the table shows the median-based estimate beside the mean.`;
    case 'no-noise-floor':
      return 'There is no A/A run of this backend and model: how large a difference is that means nothing is not known. Run the baseline against itself first.';
    case 'below-noise-floor':
      return `${warning.metric}: the effect is smaller than what the A/A run could not rule out between two equal arms.`;
    case 'underpowered':
      return `${warning.metric}: this run could miss effects that are larger than the tolerance (turntape plan says how many sessions it takes).`;
    case 'run-stopped':
      return `${warning.played} of ${warning.planned} sessions were played, and no planned look has been reached: no verdict, since stopping when a result looks good makes it look better than it is. Play the rest with --resume; looks in between are declared before a run, with --looks.`;
    case 'planned-look': {
      const { number, of, repeats, level } = warning.look;
      return `Look ${number} of ${of} that were planned, after ${repeats} repeats: a test rejects below p = ${(1 - level).toPrecision(2)} here and intervals are at ${formatLevel(level)}, so that all looks together err in at most 5%.`;
    }
    default:
      return assertNever(warning, 'warning');
  }
}
