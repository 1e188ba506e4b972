// Every calibration. What each group claims is in docs/statistics.md.

import type { SeededRandom } from '../../src/lib/seeded-random.ts';
import { equalLooks } from '../../src/stats/alpha-spending.ts';
import { clusterBootstrap } from '../../src/stats/cluster-bootstrap.ts';
import { clusterMeans } from '../../src/stats/cluster-means.ts';
import { equivalenceP } from '../../src/stats/equivalence.ts';
import { holm } from '../../src/stats/holm.ts';
import { pairedRatio } from '../../src/stats/log-ratio.ts';
import { mean, sampleSd } from '../../src/stats/moments.ts';
import { newcombeInterval } from '../../src/stats/newcombe.ts';
import { type Interval, pairedT } from '../../src/stats/paired-t.ts';
import { minimumDetectableEffect, pairedTPower, sdUpperLimit } from '../../src/stats/power.ts';
import { signFlipP } from '../../src/stats/sign-flip.ts';
import { plannedSd } from '../../src/stats/variance-components.ts';
import { wilcoxonSignedRankP } from '../../src/stats/wilcoxon.ts';
import { wilsonInterval, zeroEventsUpperBound } from '../../src/stats/wilson.ts';
import { type Calibration, monteCarloError } from './calibration.ts';
import { clusteredCalibrations } from './clustered-cases.ts';
import {
  clusterSd,
  drawClusterMeans,
  drawClusters,
  drawNormal,
  drawTurns,
  type Shape,
  type SyntheticDesign,
} from './synthetic.ts';
import { verdictCalibrations } from './verdict-cases.ts';

const coverageGate = { low: 0.935, high: 0.965 };
const alpha = 0.05;

const design = (clusters: number, shape: Shape = 'normal', effect = 0): SyntheticDesign => ({
  ...{ clusters, shape, effect },
  repeats: 3,
  turns: 12,
});
const covers = (interval: Interval | null, truth: number): boolean =>
  interval !== null && interval.low <= truth && truth <= interval.high;
const sum01 = (random: SeededRandom, rate: number, attempts: number): number => {
  let events = 0;
  for (let index = 0; index < attempts; index++) if (random.next() < rate) events++;
  return events;
};

function coverage(): Calibration[] {
  const t = [8, 12, 20, 30].map(
    (k): Calibration => ({
      group: 'Coverage of 95% intervals, near-normal clusters',
      name: `paired t, ${k} scenarios`,
      gate: coverageGate,
      simulate: (random) =>
        covers(pairedT(drawClusterMeans(random, design(k, 'normal', 2)), 0.95), 2),
    }),
  );
  const ratio = [8, 20].map(
    (k): Calibration => ({
      group: 'Coverage of 95% intervals, near-normal clusters',
      name: `ratio of times (log-normal), true 0.8x, ${k} scenarios`,
      gate: coverageGate,
      simulate: (random) => {
        const logs = drawClusterMeans(random, design(k, 'normal', Math.log(0.8)));
        return covers(pairedRatio(logs, 0.95), 0.8);
      },
    }),
  );
  return [...t, ...ratio];
}

function skewedCoverage(): Calibration[] {
  const group = 'Coverage of 95% intervals, skewed clusters (published, not gated)';
  const t = [8, 12, 20, 30].map(
    (k): Calibration => ({
      ...{ group, gate: null },
      name: `paired t, ${k} scenarios`,
      simulate: (random) => covers(pairedT(drawClusterMeans(random, design(k, 'skewed')), 0.95), 0),
    }),
  );
  const bootstrap = [20, 30].map(
    (k): Calibration => ({
      ...{ group, gate: null },
      name: `cluster bootstrap BCa, 1,000 draws, ${k} scenarios`,
      simulate: (random, index) => {
        const means = drawClusterMeans(random, design(k, 'skewed'));
        const options = { level: 0.95, seed: String(index), draws: 1_000 };
        return covers(
          clusterBootstrap(means, (drawn) => mean(drawn) ?? 0, options),
          0,
        );
      },
    }),
  );
  return [...t, ...bootstrap];
}

function sizes(simulations: number): Calibration[] {
  const gate = { high: alpha + monteCarloError(alpha, simulations) };
  const group = 'Size of tests at 5% (rejections although nothing differs)';
  const signFlip = [8, 10, 14].map(
    (k): Calibration => ({
      ...{ group, gate },
      name: `exact sign-flip, ${k} scenarios`,
      simulate: (random) => (signFlipP(drawClusterMeans(random, design(k)), '') ?? 1) <= alpha,
    }),
  );
  const wilcoxon = [8, 20].map(
    (k): Calibration => ({
      ...{ group, gate },
      name: `exact Wilcoxon, ${k} scenarios`,
      simulate: (random) =>
        (wilcoxonSignedRankP(drawClusterMeans(random, design(k))) ?? 1) <= alpha,
    }),
  );
  const refusals: Calibration = {
    ...{ group, gate },
    name: 'exact sign-flip on counts of 400s, 10 scenarios, rates 0 to 30%',
    simulate: (random) => {
      const differences = Array.from({ length: 10 }, () => {
        const rate = 0.3 * random.next();
        return sum01(random, rate, 20) - sum01(random, rate, 20);
      });
      return (signFlipP(differences, '') ?? 1) <= alpha;
    },
  };
  const equivalence = [8, 20].map(
    (k): Calibration => ({
      ...{ group, gate },
      name: `equivalence (TOST) at the border of the tolerance, ${k} scenarios`,
      simulate: (random) =>
        (equivalenceP(drawClusterMeans(random, design(k, 'normal', 2.5)), 2.5) ?? 1) <= alpha,
    }),
  );
  const family: Calibration = {
    ...{ group, gate },
    name: 'Holm over three correlated metrics: any rejection, 10 scenarios',
    simulate: (random) => {
      const shared = drawClusterMeans(random, design(10));
      const ps = [0, 1, 2].map(() => {
        const own = shared.map((value) => value + drawNormal(random));
        return pairedT(own, 0.95)?.p ?? 1;
      });
      return holm(ps).some((p) => p <= alpha);
    },
  };
  const naive: Calibration = {
    group: 'Why turns are not the unit (published, not gated)',
    name: 't test over all turns, 10 scenarios x 3 repeats x 12 turns: rejections at 5%',
    gate: null,
    simulate: (random) =>
      (pairedT(
        drawTurns(random, design(10)).map(({ value }) => value),
        0.95,
      )?.p ?? 1) <= alpha,
  };
  const looks = equalLooks(4, alpha);
  const peeking = (name: string, gated: Calibration['gate'], levels: readonly number[]) => ({
    ...{ group, name, gate: gated },
    simulate: (random: SeededRandom): boolean => {
      const turns = drawTurns(random, { ...design(10), repeats: looks.length });
      return levels.some((level, look) => {
        // Turns come scenario by scenario, repeat by repeat, twelve each.
        const seen = turns.filter((_, index) => Math.floor(index / 12) % looks.length <= look);
        const means = clusterMeans(seen).map(({ value }) => value);
        return (pairedT(means, 0.95)?.p ?? 1) <= level;
      });
    },
  });
  const spent = peeking(
    'paired t, 10 scenarios, looked at after each of 4 repeats, alpha spent (Lan-DeMets)',
    gate,
    looks.map((look) => look.alpha),
  );
  const unspent: Calibration = {
    ...peeking(
      'the same without spending: stops at the first p below 5%',
      null,
      looks.map(() => alpha),
    ),
    group: 'Why looking costs (published, not gated)',
  };
  return [...signFlip, ...wilcoxon, refusals, ...equivalence, family, spent, naive, unspent];
}

function rates(simulations: number): Calibration[] {
  const group = 'Rates (published, not gated; the bound is)';
  const wilson = [0.01, 0.05, 0.2].map(
    (rate): Calibration => ({
      ...{ group, gate: null },
      name: `Wilson 95% covers a rate of ${100 * rate}% in 100 sessions`,
      simulate: (random) => covers(wilsonInterval(sum01(random, rate, 100), 100, 0.95), rate),
    }),
  );
  const newcombe: Calibration = {
    ...{ group, gate: null },
    name: 'Newcombe 95% covers 10% - 4% in 100 sessions each',
    simulate: (random) => {
      const draw = (rate: number) => ({ events: sum01(random, rate, 100), attempts: 100 });
      return covers(newcombeInterval(draw(0.1), draw(0.04), 0.95), 0.06);
    },
  };
  const bound = zeroEventsUpperBound(100, 0.95) ?? 0;
  const zero: Calibration = {
    group,
    name: 'nothing seen in 100 sessions although the rate is the bound',
    gate: { high: alpha + monteCarloError(alpha, simulations) },
    simulate: (random) => sum01(random, bound, 100) === 0,
  };
  return [...wilson, newcombe, zero];
}

function power(simulations: number): Calibration[] {
  const group = 'Power against plan, standard deviation known (within 3 points)';
  const within = (share: number) => ({ low: share - 0.03, high: share + 0.03 });
  const planned = [8, 12, 20].flatMap((k) => {
    const sd = clusterSd(design(k));
    const effect = minimumDetectableEffect(sd, k) ?? 0;
    return [1, 0.6].map((part): Calibration => {
      const expected = pairedTPower(part * effect, sd, k, alpha);
      return {
        group,
        name: `${k} scenarios, ${part === 1 ? 'minimum detectable effect' : '60% of it'}: plan says ${(100 * expected).toFixed(1)}%`,
        gate: within(expected),
        simulate: (random) =>
          (pairedT(drawClusterMeans(random, design(k, 'normal', part * effect)), 0.95)?.p ?? 1) <=
          alpha,
      };
    });
  });
  const pilot = (name: string, gate: Calibration['gate'], limit: (sd: number) => number) => ({
    group: 'Planning from a pilot of 8 scenarios: plans whose true power is at least 80%',
    ...{ name, gate },
    simulate: (random: SeededRandom): boolean => {
      const sd = sampleSd(drawClusterMeans(random, design(8))) ?? 0;
      return limit(sd) >= clusterSd(design(8));
    },
  });
  const other = (
    from: number,
    to: number,
    how: string,
    gate: Calibration['gate'],
    limit: (clusters: readonly (readonly number[])[]) => number,
  ): Calibration => ({
    group: 'Planning another number of repeats: plans whose true power is at least 80%',
    name: `a pilot of 8 scenarios x ${from}, planned with ${to}: ${how}`,
    gate,
    simulate: (random) => {
      const clusters = drawClusters(random, { ...design(8), repeats: from });
      return limit(clusters) >= clusterSd({ ...design(8), repeats: to });
    },
  });
  const keeps = { low: 0.8 - monteCarloError(0.8, simulations) };
  const split = (to: number) => (clusters: readonly (readonly number[])[]) =>
    plannedSd(clusters, to, 0.8)?.upper ?? 0;
  const unsplit = (clusters: readonly (readonly number[])[]): number =>
    sdUpperLimit(sampleSd(clusters.map((group) => mean(group) ?? 0)) ?? 0, 8) ?? 0;
  const repeats = [
    ...[1, 2, 4].map((to) => other(4, to, 'variance split', keeps, split(to))),
    other(2, 4, 'variance split', keeps, split(4)),
    other(1, 4, 'nothing known within scenarios', keeps, split(4)),
    other(4, 1, "the pilot's deviation as it is", null, unsplit),
  ];
  return [
    ...planned,
    ...repeats,
    pilot(
      "with the 80% upper limit of the pilot's standard deviation",
      { low: 0.8 - monteCarloError(0.8, simulations) },
      (sd) => sdUpperLimit(sd, 8) ?? 0,
    ),
    pilot("with the pilot's standard deviation itself", null, (sd) => sd),
  ];
}

export function allCalibrations(simulations: number): Calibration[] {
  return [
    ...coverage(),
    ...skewedCoverage(),
    ...sizes(simulations),
    ...rates(simulations),
    ...clusteredCalibrations(),
    ...power(simulations),
    ...verdictCalibrations(simulations),
  ];
}
