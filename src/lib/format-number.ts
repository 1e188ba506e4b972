// Numbers as people read them and type them back: English separators, an ASCII minus, no space
// before the percent sign. `--fail-if` reads what is printed (report/gates/parse-limit.ts).

/** `-1,234.50` with two digits. */
export function formatNumber(value: number, digits: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 ? '-' : '';
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped}.${fraction}`;
}

/** A share, as a fraction: `89.26%` with two digits. */
export function formatPercent(share: number, digits: number): string {
  return `${formatNumber(100 * share, digits)}%`;
}

/** A difference: `+2.0%`, `-3.2%`. Zero is `+0.0%`. */
export function formatSignedPercent(share: number, digits: number): string {
  return `${share < 0 ? '' : '+'}${formatPercent(share, digits)}`;
}
