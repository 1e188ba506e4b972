// Two one-sided tests of equivalence (TOST).

import { mean, sampleSd } from './moments.ts';
import { studentTCdf } from './student-t.ts';

/**
 * Two one-sided tests: the larger p of "not below -tolerance" and "not above +tolerance". Below
 * 0.05 exactly when the 90% interval lies inside the tolerance. null below two
 * differences, and where a number is not finite.
 */
export function equivalenceP(differences: readonly number[], tolerance: number): number | null {
  const centre = mean(differences);
  const sd = sampleSd(differences);
  if (centre === null || sd === null || !Number.isFinite(tolerance)) return null;
  const error = sd / Math.sqrt(differences.length);
  if (error === 0) return Math.abs(centre) < tolerance ? 0 : 1;
  return studentTCdf((Math.abs(centre) - tolerance) / error, differences.length - 1);
}
