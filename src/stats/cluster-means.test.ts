import { expect, test } from 'vitest';
import { clusterMeans } from './cluster-means.ts';

test('a cluster with many values weighs as much as one with a single value', () => {
  const values = [
    { cluster: 'a', value: 1 },
    { cluster: 'b', value: 10 },
    { cluster: 'a', value: 3 },
  ];
  expect(clusterMeans(values)).toEqual([
    { cluster: 'a', value: 2 },
    { cluster: 'b', value: 10 },
  ]);
});
