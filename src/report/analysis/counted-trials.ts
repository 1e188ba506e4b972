// Which trials count. A void one is played again, and its first attempt stays in the run as a
// record.

import type { Trial } from '../../domain/run.ts';

export function isVoid({ outcome }: Pick<Trial, 'outcome'>): boolean {
  return outcome.startsWith('void:');
}

export function withoutVoid(trials: readonly Trial[]): Trial[] {
  return trials.filter((trial) => !isVoid(trial));
}
