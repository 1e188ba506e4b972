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
  test('of sums that are not negative has an interval on the logarithm', () => {
    const clusters = [10, 30, 20, 20].map((sum) => ({ sum, count: 10 }));
    const interval = clusteredMeanInterval(clusters, 0.95);
    // By hand: without each cluster 7/3, 5/3, 2, 2; error sqrt(3/4 * 2/9); t(0.975, 3) = 3.18245.
    const factor = Math.exp((3.18245 * Math.sqrt((3 / 4) * (2 / 9))) / 2);
    expect(interval?.low).toBeCloseTo(2 / factor, 4);
    expect(interval?.high).toBeCloseTo(2 * factor, 4);
  });

  test('of clusters of which one is large counts them as fewer', () => {
    const clusters = [
      { sum: 30, count: 30 },
      { sum: 20, count: 10 },
      { sum: 20, count: 10 },
      { sum: -10, count: 10 },
    ];
    const interval = clusteredMeanInterval(clusters, 0.95);
    // Without each cluster 1, 0.8, 0.8, 1.4; worth 60^2 / 1,200 = 3 clusters; t(0.975, 2) =
    // 4.30265.
    const reach = 4.30265 * Math.sqrt((3 / 4) * 0.24);
    expect(interval?.low).toBeCloseTo(1 - reach, 4);
    expect(interval?.high).toBeCloseTo(1 + reach, 4);
  });
});
