// The incomplete gamma function, for the normal and the chi-square distribution.

import { logGamma } from './incomplete-beta.ts';

const precision = 1e-16;
const iterationsMax = 10_000;
const tiny = 1e-300;

function series(a: number, x: number): number {
  let term = 1 / a;
  let total = term;
  for (let n = 1; n < iterationsMax && term > total * precision; n++) {
    term *= x / (a + n);
    total += term;
  }
  return total * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** The upper function's continued fraction by Lentz's method. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n < iterationsMax; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = factor * d + b;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = b + factor / c;
    if (Math.abs(c) < tiny) c = tiny;
    result *= d * c;
    if (Math.abs(d * c - 1) < precision) break;
  }
  return result * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Regularised lower incomplete gamma function. */
export function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? series(a, x) : 1 - fraction(a, x);
}

/**
 * Regularised upper incomplete gamma function: what 1 minus the lower one has no digits left for.
 */
export function incompleteGammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - series(a, x) : fraction(a, x);
}
