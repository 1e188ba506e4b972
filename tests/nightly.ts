/**
 * What a change need not wait for, because it only repeats with more: the runs of
 * `.github/workflows/nightly.yml` set it.
 */
export const isNightly = process.env['TURNTAPE_NIGHTLY'] === '1';
