/**
 * How many cases a property is tried with: `normal` in `npm test`, at least 10,000 in
 * `npm run test:nightly`, which sets TURNTAPE_PROPERTY_RUNS.
 */
export function propertyRuns(normal: number): number {
  const asked = Number(process.env['TURNTAPE_PROPERTY_RUNS'] ?? 0);
  return Math.max(normal, Number.isInteger(asked) ? asked : 0);
}
