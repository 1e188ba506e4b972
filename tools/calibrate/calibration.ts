// What a calibration is: a share of simulations, what it should be, and whether it is.

import { createSeededRandom, type SeededRandom } from '../../src/lib/seeded-random.ts';

/** `null`: published, not gated. */
export type Gate = { readonly low?: number; readonly high?: number } | null;

export interface Calibration {
  readonly group: string;
  readonly name: string;
  readonly gate: Gate;
  /** Fewer than the others: for cases whose answer hardly depends on chance. */
  readonly simulationsMax?: number;
  /** Counted when true. */
  simulate(random: SeededRandom, index: number): boolean;
}

export interface CalibrationResult {
  readonly group: string;
  readonly name: string;
  readonly share: number;
  readonly gate: Gate;
  readonly isMet: boolean;
}

/** Monte-Carlo error of a share, one-sided, at 99.5%: some fifteen gates stand side by side, and at 95%
 * a sound method would miss one of them in every second calibration. */
export function monteCarloError(share: number, simulations: number): number {
  return 2.576 * Math.sqrt((share * (1 - share)) / simulations);
}

export function runCalibration(
  { group, name, gate, simulationsMax, simulate }: Calibration,
  asked: number,
  seed: string,
): CalibrationResult {
  const random = createSeededRandom(`${seed}/${group}/${name}`);
  const simulations = Math.min(asked, simulationsMax ?? asked);
  let count = 0;
  for (let index = 0; index < simulations; index++) if (simulate(random, index)) count++;
  const share = count / simulations;
  const isMet = gate === null || (share >= (gate.low ?? 0) && share <= (gate.high ?? 1));
  return { group, name, share, gate, isMet };
}
