// Which trials count. A void one is played again, and its first attempt stays in the run as a
// record.

import type { Trial } from '../../domain/run.ts';

export function isVoid({ outcome }: Pick<Trial, 'outcome'>): boolean {
  return outcome.startsWith('void:');
}

/** A trial that ended early, or never reached the backend: it needed less of everything. */
function isShort({ outcome, turns }: Pick<Trial, 'outcome' | 'turns'>): boolean {
  return outcome === 'stopped' || (outcome === 'complete' && turns.length === 0);
}

/**
 * The trials whose totals can be compared: a block of which one trial is short, of whichever arm,
 * is left out whole, so that all arms are of the same scenarios. All, when none would be left.
 */
export function comparableTrials(trials: readonly Trial[]): readonly Trial[] {
  const blockOf = ({ scenario, repeat, variant }: Trial): string =>
    JSON.stringify([scenario, repeat, variant]);
  const short = new Set(trials.filter(isShort).map(blockOf));
  const whole = trials.filter((trial) => !short.has(blockOf(trial)));
  return whole.length === 0 ? trials : whole;
}

export function withoutVoid(trials: readonly Trial[]): Trial[] {
  return trials.filter((trial) => !isVoid(trial));
}
