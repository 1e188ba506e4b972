// Synthetic differences with known truth, clustered as agents' sessions are: turns within sessions,
// sessions within scenarios.

import type { SeededRandom } from '../../src/lib/seeded-random.ts';
import { clusterMeans } from '../../src/stats/cluster-means.ts';

/** A standard normal draw (Box and Muller). */
export function drawNormal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

export type Shape = 'normal' | 'skewed';

/** Centred on 0, variance 1; skewed: a log-normal of sigma 1, as costs of sessions are. */
function drawShape(random: SeededRandom, shape: Shape): number {
  const z = drawNormal(random);
  if (shape === 'normal') return z;
  return (Math.exp(z) - Math.exp(0.5)) / Math.sqrt((Math.E - 1) * Math.E);
}

export interface SyntheticDesign {
  readonly clusters: number;
  readonly repeats: number;
  readonly turns: number;
  readonly shape: Shape;
  /** True mean difference. */
  readonly effect: number;
}

/** Standard deviations of the three levels. */
export const spread = { scenario: 1, session: 0.7, turn: 2 } as const;

/** Standard deviation of a scenario's mean difference. */
export function clusterSd({ repeats, turns }: SyntheticDesign): number {
  return Math.sqrt(
    spread.scenario ** 2 + (spread.session ** 2 + spread.turn ** 2 / turns) / repeats,
  );
}

export interface SyntheticTurn {
  readonly cluster: string;
  readonly value: number;
}

/** Differences of every turn. */
export function drawTurns(random: SeededRandom, design: SyntheticDesign): SyntheticTurn[] {
  const turns: SyntheticTurn[] = [];
  for (let cluster = 0; cluster < design.clusters; cluster++) {
    const scenario = design.effect + spread.scenario * drawShape(random, design.shape);
    for (let repeat = 0; repeat < design.repeats; repeat++) {
      const session = scenario + spread.session * drawNormal(random);
      for (let turn = 0; turn < design.turns; turn++) {
        turns.push({ cluster: String(cluster), value: session + spread.turn * drawNormal(random) });
      }
    }
  }
  return turns;
}

/** The trials' differences of each scenario: one value per repeat. */
export function drawClusters(random: SeededRandom, design: SyntheticDesign): number[][] {
  const { clusters, repeats, turns } = design;
  const values = drawTurns(random, design).map(({ value }) => value);
  const trial = (index: number): number =>
    values.slice(index * turns, (index + 1) * turns).reduce((all, one) => all + one, 0) / turns;
  return Array.from({ length: clusters }, (_, cluster) =>
    Array.from({ length: repeats }, (__, repeat) => trial(cluster * repeats + repeat)),
  );
}

/** One mean difference per scenario. */
export function drawClusterMeans(random: SeededRandom, design: SyntheticDesign): number[] {
  return clusterMeans(drawTurns(random, design)).map(({ value }) => value);
}
