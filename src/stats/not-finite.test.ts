// No estimator makes a claim from numbers that are not numbers. The list is complete: an exported
// function of this room that is in neither list fails.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planLooks } from './alpha-spending.ts';
import { clusterBootstrap } from './cluster-bootstrap.ts';
import { clusterMeans } from './cluster-means.ts';
import { clusteredMeanInterval, clusteredShareInterval } from './clustered.ts';
import { createCountedValues } from './counted-values.ts';
import { median, quantile, rangeOf, ratio } from './descriptive.ts';
import { equivalenceP } from './equivalence.ts';
import { hodgesLehmann } from './hodges-lehmann.ts';
import { holm } from './holm.ts';
import { leastAbsoluteFit } from './least-absolute.ts';
import { pairedRatio, sessionLogRatio } from './log-ratio.ts';
import { mean, sampleSd } from './moments.ts';
import { newcombeInterval } from './newcombe.ts';
import { findOutliers } from './outliers.ts';
import { pairedT } from './paired-t.ts';
import { minimumDetectableEffect, pairedTPower, sdUpperLimit } from './power.ts';
import { signFlipP } from './sign-flip.ts';
import { plannedSd } from './variance-components.ts';
import { wilcoxonSignedRankP } from './wilcoxon.ts';
import { wilsonInterval, zeroEventsUpperBound } from './wilson.ts';

/** Each on a list of which one value is not finite; at least 20 values. */
const estimators: Readonly<Record<string, (values: readonly number[], bad: number) => unknown>> = {
  mean,
  sampleSd,
  median,
  quantile: (values) => quantile(values, 0.9),
  rangeOf,
  ratio: (_, bad) => ratio(1, bad),
  pairedT: (values) => pairedT(values, 0.95),
  pairedRatio: (values) => pairedRatio(values, 0.95),
  sessionLogRatio: (_, bad) => sessionLogRatio([1, Math.abs(bad), 2], [1, 1, 1]),
  signFlipP: (values) => signFlipP(values, 's'),
  wilcoxonSignedRankP,
  hodgesLehmann,
  equivalenceP: (values) => equivalenceP(values, 1),
  findOutliers,
  clusterMeans: (values) =>
    pairedT(
      clusterMeans(values.map((value, index) => ({ cluster: String(index % 9), value }))).map(
        ({ value }) => value,
      ),
      0.95,
    ),
  clusterBootstrap: (values) =>
    clusterBootstrap(values, (drawn) => drawn.reduce((all, one) => all + one, 0), {
      ...{ level: 0.95, seed: 's', draws: 50 },
    }),
  clusteredShareInterval: (values) =>
    clusteredShareInterval(
      values.map((events) => ({ events: Math.abs(events), attempts: 1e9 })),
      0.95,
    ),
  clusteredMeanInterval: (values) =>
    clusteredMeanInterval(
      values.map((one) => ({ sum: one, count: 2 })),
      0.95,
    ),
  leastAbsoluteFit: (values) => leastAbsoluteFit(values.map((value, index) => [value, index])),
  plannedSd: (values) =>
    plannedSd(
      values.map((value, index) => [value, index]),
      2,
      0.8,
    ),
  createCountedValues: (values) => {
    const counted = createCountedValues();
    for (const one of values) counted.add(one);
    return counted.quantile(0.5);
  },
  holm: (_, bad) => holm([0.1, bad]),
  wilsonInterval: (_, bad) => wilsonInterval(bad, 100, 0.95),
  zeroEventsUpperBound: (_, bad) => zeroEventsUpperBound(bad, 0.95),
  newcombeInterval: (_, bad) =>
    newcombeInterval({ events: 1, attempts: 10 }, { events: bad, attempts: 10 }, 0.95),
  pairedTPower: (_, bad) => pairedTPower(bad, 1, 10, 0.05),
  minimumDetectableEffect: (_, bad) => minimumDetectableEffect(bad, 10),
  sdUpperLimit: (_, bad) => sdUpperLimit(bad, 10),
  planLooks: (_, bad) => planLooks([bad, 1], 0.05),
};

/** Arithmetic, and distributions, which are functions of their arguments and claim nothing. */
const notEstimators = [
  ...['areFinite', 'sum', 'bisect', 'residualOf', 'equalLooks', 'logGamma'],
  ...['chiSquareQuantile', 'incompleteBeta', 'incompleteGamma', 'incompleteGammaUpper'],
  ...['noncentralTUpperTail', 'normalCdf', 'normalQuantile', 'studentTCdf', 'studentTQuantile'],
];

test('every exported function is in a list', async () => {
  const files = globSync('*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/\.test(-support)?\.ts$/.test(file),
  );
  const names: string[] = [];
  for (const file of files) {
    const module: Record<string, unknown> = await import(join(import.meta.dirname, file));
    names.push(...Object.keys(module).filter((name) => typeof module[name] === 'function'));
  }
  expect(names.sort()).toEqual([...Object.keys(estimators), ...notEstimators].sort());
});

const bad = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  ...{ minLength: 20, maxLength: 30 },
});

test('they refuse it', () => {
  fc.assert(fc.property(values, bad, fc.nat(19), refusesAll));
});

function refusesAll(good: readonly number[], wrong: number, place: number): void {
  const given = good.map((value, index) => (index === place ? wrong : value));
  for (const [name, estimate] of Object.entries(estimators)) {
    let found: unknown;
    try {
      found = estimate(given, wrong);
    } catch (error) {
      expect(error, name).toBeInstanceOf(TypeError);
      continue;
    }
    if (name === 'findOutliers') expect(found).toEqual([]);
    else expect(found, name).toBeNull();
  }
}

test('and estimate where all are finite', () => {
  const names = ['mean', 'pairedT', 'signFlipP', 'plannedSd', 'clusterBootstrap'];
  fc.assert(
    fc.property(values, (good) => {
      for (const name of names) expect(estimators[name]?.(good, 1), name).not.toBeNull();
    }),
  );
});
