// The use that a month's worth is stated for. One constant, said beside every figure made of it.
import { formatNumber } from '../../lib/format-number.ts';

/** A person or a small team at work; multiply for more. */
const statedUse = { sessionsADay: 20, daysAMonth: 22 } as const;

const sessionsAMonth = statedUse.sessionsADay * statedUse.daysAMonth;

/** As in `20 sessions a day on 22 days`. */
export const useText = `${statedUse.sessionsADay} sessions a day on ${statedUse.daysAMonth} days`;

/** `+$12`, `-$3,400`, `$0`: what a difference per session comes to in a month. */
export function formatMonth(perSessionUsd: number): string {
  const usd = perSessionUsd * sessionsAMonth;
  const size = formatNumber(Math.abs(usd), Math.abs(usd) < 10 ? 2 : 0);
  return usd === 0 ? '$0' : `${usd < 0 ? '-' : '+'}$${size}`;
}

/** `+$1 to +$12`, once when both read the same. */
export function formatMonthRange(low: number, high: number): string {
  const [from, to] = [formatMonth(low), formatMonth(high)];
  return from === to ? from : `${from} to ${to}`;
}
