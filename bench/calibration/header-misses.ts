// Two sources that contradict each other on how often a call with a session header misses.
import { incompleteBeta } from '../../src/stats/incomplete-beta.ts';

/**
 * Calls with a session header that missed: 2 of 21 with the header alone, 3 of 42 with a key too.
 */
export const headerMisses = { missed: 5, calls: 63 };
/** The share that would explain them. */
export const fittedFailover = 0.08;
/** Native calls with nothing cached, first calls of sessions included, in percent. */
export const zeroCalls = 1.02;

/** Why the rows with a header stay outside their bands, in numbers. */
export function explainHeaderRows(): string {
  const { missed, calls } = headerMisses;
  // P(X >= k) of a binomial is the regularised incomplete beta function I_p(k, n - k + 1).
  const chance = incompleteBeta(zeroCalls / 100, missed, calls - missed + 1);
  return [
    `**The rows with a header that lie outside their bands.** fleet-harness PR 839 saw ${missed} of ${calls} calls with a session header miss; the multivibe audit saw ${zeroCalls}% of 73,386 native calls with nothing cached, and this share contains the first call of every session and what was evicted. If every call missed with the audit's ${zeroCalls}%, at least ${missed} of ${calls} would miss with a probability of ${chance.toPrecision(2)}. So no one rate of misses fits both sources, and which of them holds for whom is not known (another model, a gateway instead of the native client, another month).`,
    `\`failover_rate\` is the parameter: the share of requests that another machine serves. It is 0, since the larger source leaves no room for more than a fraction of a percent; the rows *what if* show that ${fittedFailover}, which fits the smaller one, contradicts the larger one.`,
  ].join(' ');
}
