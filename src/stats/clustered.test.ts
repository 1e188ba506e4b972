// Intervals of shares and means in clusters: they cover at their level, and widen with clustering.
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../lib/seeded-random.ts';
import { clusteredMeanInterval, clusteredShareInterval } from './clustered.ts';
import { wilsonInterval } from './wilson.ts';

/** Clusters whose own shares vary around `share`: turns of one session are alike. */
function drawClusters(seed: string, share: number, clusters: number, spread: number) {
  const random = createSeededRandom(seed);
  return Array.from({ length: clusters }, () => {
    const own = Math.min(1, Math.max(0, share + (random.next() - 0.5) * 2 * spread));
    const attempts = 5 + random.integer(40);
    const events = Array.from({ length: attempts }, () => random.next() < own).filter(Boolean);
    return { events: events.length, attempts };
  });
}

function coverage(share: number, clusters: number, spread: number): number {
  const runs = 500;
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const drawn = drawClusters(`${share}/${clusters}/${spread}/${run}`, share, clusters, spread);
    const interval = clusteredShareInterval(drawn, 0.95);
    if (interval !== null && interval.low <= share && share <= interval.high) covered++;
  }
  return covered / runs;
}

describe('a share', () => {
  test.each([
    [0.5, 30, 0.3],
    [0.8, 30, 0.2],
    [0.2, 10, 0.2],
    [0.5, 6, 0.4],
    [0.97, 40, 0.03],
  ])('of %d in %d clusters is covered at about 95%%', (share, clusters, spread) => {
    expect(coverage(share, clusters, spread)).toBeGreaterThan(0.92);
    expect(coverage(share, clusters, spread)).toBeLessThanOrEqual(1);
  });

  test('of clusters of one is Wilson at nearly the same size', () => {
    const clusters = Array.from({ length: 200 }, (_, index) => ({
      events: index % 4 === 0 ? 1 : 0,
      attempts: 1,
    }));
    const own = clusteredShareInterval(clusters, 0.95);
    const plain = wilsonInterval(50, 200, 0.95);
    expect(own?.low).toBeCloseTo(plain?.low ?? Number.NaN, 2);
    expect(own?.high).toBeCloseTo(plain?.high ?? Number.NaN, 2);
  });

  test('is wider where clusters are all or nothing', () => {
    const alike = Array.from({ length: 20 }, (_, index) => ({
      events: index % 2 === 0 ? 50 : 0,
      attempts: 50,
    }));
    const mixed = alike.map(() => ({ events: 25, attempts: 50 }));
    const width = (clusters: typeof alike): number => {
      const interval = clusteredShareInterval(clusters, 0.95);
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    expect(width(alike)).toBeGreaterThan(3 * width(mixed));
  });

  test('of nothing counts clusters, not attempts', () => {
    const none = Array.from({ length: 20 }, () => ({ events: 0, attempts: 500 }));
    const interval = clusteredShareInterval(none, 0.95);
    expect(interval?.low).toBe(0);
    expect(interval?.high).toBeCloseTo(wilsonInterval(0, 20, 0.95)?.high ?? Number.NaN, 10);
  });

  test('of two clusters has no interval', () => {
    expect(clusteredShareInterval([{ events: 1, attempts: 2 }], 0.95)).toBeNull();
  });
});

describe('a mean', () => {
  test('is that of all observations, with the spread of the clusters', () => {
    const clusters = [
      { sum: 10, count: 10 },
      { sum: 40, count: 20 },
      { sum: 30, count: 10 },
      { sum: 20, count: 10 },
    ];
    const interval = clusteredMeanInterval(clusters, 0.95);
    expect(((interval?.low ?? 0) + (interval?.high ?? 0)) / 2).toBeCloseTo(2, 10);
    // By hand: residuals -10, 0, 10, 0; error sqrt(4/3 * 200) / 50; t(0.975, 3) = 3.18245.
    expect((interval?.high ?? 0) - 2).toBeCloseTo((3.18245 * Math.sqrt((4 / 3) * 200)) / 50, 4);
  });
});
