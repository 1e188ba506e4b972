// From values in clusters to one value per cluster.

import { mean } from './moments.ts';

/** One mean per cluster, in the order in which the clusters first appear: the unit of inference. The mean
 * of a cluster with a value that is not finite is NaN, which every estimator refuses. */
export function clusterMeans(
  values: readonly { readonly cluster: string; readonly value: number }[],
): { readonly cluster: string; readonly value: number }[] {
  const groups = new Map<string, number[]>();
  for (const { cluster, value } of values) {
    const group = groups.get(cluster);
    if (group === undefined) groups.set(cluster, [value]);
    else group.push(value);
  }
  return [...groups].map(([cluster, group]) => ({ cluster, value: mean(group) ?? Number.NaN }));
}
