// Looking at a running experiment without spoiling its p-values: the 5% are spent over the planned
// looks, hardly any of it early (Lan and DeMets 1983, with the spending function like O'Brien and
// Fleming's), and the limits come from the recursion of Armitage, McPherson and Rowe (1969).

import { bisect } from './bisect.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** Simpson's rule needs an odd number of points; more change the sixth digit. */
const points = 401;
/** Beyond, no look changes a decision. */
const limitMax = 10;

export interface Look {
  /** Share of the planned data, above 0 to 1. */
  readonly fraction: number;
  /** The standard normal statistic that stops here. */
  readonly limit: number;
  /** The same as a two-sided p-value: a test at this look rejects below it. */
  readonly alpha: number;
}

/** Of one side's alpha, what may be spent up to a share of the data. */
function spentOneSided(alpha: number, fraction: number): number {
  return 2 * normalCdf(-normalQuantile(1 - alpha / 2) / Math.sqrt(fraction));
}

interface Grid {
  /** Values of the running sum, whose variance is the fraction. */
  readonly sums: readonly number[];
  /** Density of not having stopped, times the weight of Simpson's rule. */
  readonly masses: readonly number[];
}

const density = (x: number): number => Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Between minus and plus `edge`. */
function gridOf(edge: number, densityAt: (sum: number) => number): Grid {
  const step = (2 * edge) / (points - 1);
  const sums = Array.from({ length: points }, (_, index) => -edge + index * step);
  const masses = sums.map((sum, index) => {
    const weight = index === 0 || index === points - 1 ? 1 : index % 2 === 1 ? 4 : 2;
    return (densityAt(sum) * weight * step) / 3;
  });
  return { sums, masses };
}

const integrate = ({ sums, masses }: Grid, of: (sum: number) => number): number =>
  sums.reduce((total, sum, index) => total + (masses[index] ?? 0) * of(sum), 0);

/**
 * Limits for a two-sided test at these shares of the data.
 * @param fractions increasing, the last is 1
 * @param alpha of all looks together
 * @throws TypeError for other fractions
 */
export function planLooks(fractions: readonly number[], alpha: number): Look[] {
  const isIncreasing = fractions.every((one, index) => one > (fractions[index - 1] ?? 0));
  if (!isIncreasing || fractions.at(-1) !== 1 || !(alpha > 0 && alpha < 1)) {
    throw new TypeError('shares of the data rise from above 0 to 1');
  }
  const side = alpha / 2;
  const looks: Look[] = [];
  let before: Grid | null = null;
  let fractionBefore = 0;
  let spentBefore = 0;
  for (const fraction of fractions) {
    const root = Math.sqrt(fraction);
    const spend = spentOneSided(side, fraction) - spentBefore;
    const since = Math.sqrt(fraction - fractionBefore);
    const earlier = before;
    const exceeds = (limit: number): number =>
      earlier === null
        ? normalCdf(-limit)
        : integrate(earlier, (sum) => normalCdf((sum - limit * root) / since));
    const limit = bisect((x) => -exceeds(x), -spend, 0, limitMax);
    looks.push({ fraction, limit, alpha: 2 * normalCdf(-limit) });
    before = gridOf(limit * root, (sum) =>
      earlier === null
        ? density(sum / root) / root
        : integrate(earlier, (from) => density((sum - from) / since) / since),
    );
    fractionBefore = fraction;
    spentBefore = spentOneSided(side, fraction);
  }
  return looks;
}

/** Looks after equal shares of the data. */
export function equalLooks(count: number, alpha: number): Look[] {
  const fractions = Array.from({ length: count }, (_, index) => (index + 1) / count);
  return planLooks(fractions, alpha);
}
