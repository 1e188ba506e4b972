// Threats to the validity of a measurement in words: what each means, and what to do about it.

import { assertNever } from '../../lib/assert-never.ts';
import { formatPercent } from '../../lib/format-number.ts';
import { formatLevel } from '../format.ts';
import { completePairsMin } from '../measured/inference.ts';
import type { Warning } from '../measured/warning.ts';

/** One or two sentences each. */
export function describeWarning(warning: Warning): string {
  return sentencesOf(warning).join(' ');
}

function sentencesOf(warning: Warning): readonly string[] {
  switch (warning.type) {
    case 'no-population':
      return [
        'No population was declared, so these trials say nothing about other sessions: no verdict.',
        'Declare before the run what they are a sample of.',
      ];
    case 'too-few-clusters':
      return [
        `${warning.clusters} independent scenarios; a verdict needs at least ${warning.needed}.`,
        'Add scenarios or recorded sessions rather than repeats.',
      ];
    case 'attrition':
      return [
        `Trials that could not continue: ${warning.arm} in the arm, ${warning.baseline} in the baseline.`,
        'A trial that ends early is cheap; only pairs of complete trials are compared.',
      ];
    case 'too-few-complete':
      return [
        `Only ${warning.complete} of ${warning.planned} pairs are complete: no verdict below ${formatPercent(completePairsMin, 0)}.`,
      ];
    case 'lost-differ':
      return [
        `The arms did not lose the same trials (${warning.arm} in the arm, ${warning.baseline} in the baseline): no verdict.`,
        'The arm may have decided which pairs are left. Find out why they stopped, or play them again.',
      ];
    case 'several-arms':
      return [
        `${warning.arms} arms are compared with the baseline, so their p-values are adjusted (Holm):`,
        'all verdicts of this run together are wrong in at most 5% of runs. Intervals are for one arm each.',
      ];
    case 'voided':
      return [
        `${warning.count} of ${warning.played} trials are excluded, with their reasons below.`,
        'Their pairs are left out until --resume plays them again.',
      ];
    case 'unknown-price':
      return [
        'The model has no known price: cost cannot be compared, and cost is what a verdict is about.',
        'Give a table with --prices.',
      ];
    case 'order-explains-more':
      return [
        'Which trial of a block came first explains more than the arm does:',
        'look for a drift, and for caches that the arms share.',
      ];
    case 'tests-disagree':
      return [
        `${warning.metric}: the t interval excludes zero, the sign-flip test does not reject:`,
        'the interval rests on a few scenarios.',
      ];
    case 'outliers':
      return [
        `${warning.metric}: far from the others: ${warning.clusters.join(', ')}.`,
        'They are kept; the table shows the median-based estimate beside the mean.',
      ];
    case 'no-noise-floor':
      return [
        'There is no A/A run of this backend and model: how large a difference can be by chance is not known.',
        'Run the baseline against itself first (--aa).',
      ];
    case 'below-noise-floor':
      return [
        `${warning.metric}: the effect is smaller than what the A/A run could not rule out between two equal arms.`,
      ];
    case 'underpowered':
      return [
        `${warning.metric}: this run could miss effects that are larger than the tolerance`,
        '(turntape plan says how many trials it takes).',
      ];
    case 'run-stopped':
      return [
        `${warning.played} of ${warning.planned} trials count, and no planned analysis has been reached: no verdict,`,
        'since stopping when a result looks good makes it look better than it is.',
        'Play the rest with --resume; interim analyses are declared before a run, with --looks.',
      ];
    case 'planned-look': {
      const { number, of, repeats, level } = warning.look;
      return [
        `Analysis ${number} of ${of} that were planned, after ${repeats} repeats:`,
        `a test rejects below p = ${(1 - level).toPrecision(2)} here and intervals are at ${formatLevel(level)},`,
        'so that all analyses together are wrong in at most 5% of runs.',
      ];
    }
    default:
      return assertNever(warning, 'warning');
  }
}
