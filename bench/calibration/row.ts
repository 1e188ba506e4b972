// One row of the calibration: a published figure beside the simulator's.

export interface CalibrationRow {
  readonly what: string;
  readonly source: string;
  /** As published, in percent; with counts where there are some. */
  readonly published: string;
  /**
   * 95% Wilson interval of published counts, or a published range, in percent; null: point only.
   */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** In percent. */
  readonly point: number | null;
  readonly simulated: number;
  /** `fitted (parameter)`, `predicted`, or `what if (parameter=value)`. */
  readonly kind: string;
  readonly note: string;
  /** Absent: percent. */
  readonly unit?: 'tokens';
}

type About = Pick<CalibrationRow, 'source'> & Partial<Pick<CalibrationRow, 'kind' | 'note'>>;
const predicted = { kind: 'predicted', note: '' };

/** A published count of tokens: the simulator gives it to the token or not. */
export function countRow(
  what: string,
  point: number,
  simulated: number,
  about: About,
): CalibrationRow {
  const published = point.toLocaleString('en-US');
  return {
    ...{ what, published, band: null, point, simulated, unit: 'tokens' },
    ...predicted,
    ...about,
  };
}

/** A published range, in percent. */
export function shareRow(
  what: string,
  band: { readonly low: number; readonly high: number },
  simulated: number,
  about: About,
): CalibrationRow {
  const published = `${band.low.toFixed(1)} to ${band.high.toFixed(1)}%`;
  return { ...{ what, published, band, point: null, simulated }, ...predicted, ...about };
}
