// Linear regression by least absolute deviations: the median of what remains, which a few wild
// observations do not move. Solved by iteratively reweighted least squares.

import { areFinite } from './descriptive.ts';

/** Residuals below this weigh alike: counts are whole tokens. */
const smallestResidual = 0.25;
const rounds = 40;
const settledAt = 1e-5;

/**
 * @param rows each `[y, x1, ..., xk]`; an intercept is added
 * @returns the coefficients of x1 to xk, then the intercept; null where the rows do not determine
 * them, or where one is not finite
 */
export function leastAbsoluteFit(rows: readonly (readonly number[])[]): number[] | null {
  const width = rows[0]?.length ?? 0;
  if (width < 2 || rows.length <= width || !rows.every(areFinite)) return null;
  const weights = new Float64Array(rows.length).fill(1);
  let fit = solveWeighted(rows, weights, width);
  for (let round = 0; round < rounds && fit !== null; round++) {
    for (const [index, row] of rows.entries()) {
      weights[index] = 1 / Math.max(smallestResidual, Math.abs(residualOf(row, fit)));
    }
    const next = solveWeighted(rows, weights, width);
    if (next === null) return null;
    const moved = Math.max(...next.map((value, index) => Math.abs(value - (fit?.[index] ?? 0))));
    fit = next;
    if (moved < settledAt) break;
  }
  return fit;
}

/** What a fit of `leastAbsoluteFit` leaves of a row's y. */
export function residualOf(row: readonly number[], fit: readonly number[]): number {
  let predicted = fit[fit.length - 1] ?? 0;
  for (let index = 1; index < row.length; index++) {
    predicted += (row[index] ?? 0) * (fit[index - 1] ?? 0);
  }
  return (row[0] ?? 0) - predicted;
}

/** Normal equations of a weighted fit, solved by elimination with pivots; null when singular. */
function solveWeighted(
  rows: readonly (readonly number[])[],
  weights: Float64Array,
  width: number,
): number[] | null {
  // Unknowns: width - 1 slopes and the intercept; one more column for the right side.
  const matrix = Array.from({ length: width }, () => new Float64Array(width + 1));
  for (const [index, row] of rows.entries()) {
    const weight = weights[index] ?? 0;
    for (let i = 0; i < width; i++) {
      const line = matrix[i] as Float64Array;
      const xi = (i === width - 1 ? 1 : (row[i + 1] ?? 0)) * weight;
      for (let j = 0; j < width; j++) line[j] = (line[j] ?? 0) + xi * at(row, j, width);
      line[width] = (line[width] ?? 0) + xi * (row[0] ?? 0);
    }
  }
  return eliminate(matrix, width);
}

function at(row: readonly number[], column: number, width: number): number {
  return column === width - 1 ? 1 : (row[column + 1] ?? 0);
}

function eliminate(matrix: Float64Array[], width: number): number[] | null {
  for (let column = 0; column < width; column++) {
    let pivot = column;
    for (let row = column + 1; row < width; row++) {
      if (Math.abs(cell(matrix, row, column)) > Math.abs(cell(matrix, pivot, column))) pivot = row;
    }
    const scale = Math.abs(cell(matrix, pivot, column));
    if (scale < 1e-9) return null;
    const swapped = matrix[pivot] as Float64Array;
    matrix[pivot] = matrix[column] as Float64Array;
    matrix[column] = swapped;
    for (let row = 0; row < width; row++) {
      if (row === column) continue;
      const line = matrix[row] as Float64Array;
      const factor = cell(matrix, row, column) / cell(matrix, column, column);
      for (let j = column; j <= width; j++) line[j] = (line[j] ?? 0) - factor * (swapped[j] ?? 0);
    }
  }
  return Array.from(
    { length: width },
    (_, row) => cell(matrix, row, width) / cell(matrix, row, row),
  );
}

function cell(matrix: readonly Float64Array[], row: number, column: number): number {
  return matrix[row]?.[column] ?? 0;
}
