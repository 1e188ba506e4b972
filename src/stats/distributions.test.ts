import { describe, expect, test } from 'vitest';
import { chiSquareQuantile } from './chi-square.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { incompleteGamma } from './incomplete-gamma.ts';
import { noncentralTUpperTail } from './noncentral-t.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { studentTCdf, studentTQuantile } from './student-t.ts';

// Expected values: SciPy 1.17.1, scipy.stats.<distribution>.<cdf|ppf|sf> and scipy.special.
describe('distributions agree with SciPy', () => {
  test.each([
    [0.5, 1, 0.6475836176504333],
    [2, 3, 0.9303370157205785],
    [-1.5, 7, 0.088649243494985],
    [2.262157, 9, 0.9749999933477842],
    [40, 5, 0.9999999079401891],
  ])('t.cdf(%d, %d)', (t, df, expected) => {
    expect(studentTCdf(t, df)).toBeCloseTo(expected, 12);
  });

  test.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 7, 2.364624251592784],
    [0.95, 9, 1.833112932656237],
    [0.975, 30, 2.0422724563012378],
    [0.995, 5, 4.032142983555228],
    [0.6, 4, 0.2707222947075976],
  ])('t.ppf(%d, %d)', (p, df, expected) => {
    expect(studentTQuantile(p, df)).toBeCloseTo(expected, 9);
  });

  test.each([
    [-1.96, 0.024997895148220435],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [3, 0.9986501019683699],
  ])('norm.cdf(%d)', (x, expected) => {
    expect(normalCdf(x)).toBeCloseTo(expected, 12);
  });

  // @stdlib/stats-base-dists-normal-cdf 0.2; relative, since all of them are next to nothing.
  test.each([
    [-10, 7.619853024160593e-24],
    [-20, 2.7536241186063314e-89],
    [-37, 5.725571222525139e-300],
  ])('a far tail keeps its digits: norm.cdf(%d)', (x, expected) => {
    expect(normalCdf(x) / expected).toBeCloseTo(1, 10);
    expect(normalQuantile(expected)).toBeCloseTo(x, 9);
  });

  test.each([
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
  ])('norm.ppf(%d)', (p, expected) => {
    expect(normalQuantile(p)).toBeCloseTo(expected, 9);
  });

  test.each([
    [0.2, 7, 3.8223219077661383],
    [0.2, 1, 0.0641847546673016],
    [0.2, 11, 6.988673512230545],
    [0.5, 4, 3.3566939800333224],
    [0.99, 30, 50.89218131151707],
    [0.2, 99, 87.0052119108777],
  ])('chi2.ppf(%d, %d)', (p, df, expected) => {
    expect(chiSquareQuantile(p, df)).toBeCloseTo(expected, 8);
  });

  test.each([
    [2.364624, 7, 3.25, 0.7953207616161649],
    [2.0452296, 29, 2.9, 0.8003386977247671],
    [-2.364624, 7, 1, 0.997743226504254],
    [2.570582, 5, 1, 0.1274159973075575],
  ])('nct.sf(%d, %d, %d)', (t, df, shift, expected) => {
    expect(noncentralTUpperTail(t, df, shift)).toBeCloseTo(expected, 7);
  });

  test('betainc(2, 3, .4) and gammainc(3.5, 2)', () => {
    expect(incompleteBeta(0.4, 2, 3)).toBeCloseTo(0.5248, 12);
    expect(incompleteGamma(3.5, 2)).toBeCloseTo(0.22022259152428406, 12);
  });
});
