// Whether two sources say different things of one rule.
import { isSettled, type ProfileRule } from './profile-file.ts';
import { parameterText } from './profile-parameters.ts';

/** Rules that are fitted numbers: their interval is that of the value itself. */
export const fittedRules: readonly string[] = [
  'replayed_reasoning_counts',
  'hidden_prefix_tokens',
  'idle_lifetime_ms',
  'image_cached_share',
  'miss_rate',
  'framing_tokens',
];

/** Coefficients this near are one rule, however narrow their intervals are. */
const coefficientApart = 0.1;

/**
 * Fitted numbers differ when their intervals do not meet; a number without one is taken as exact.
 * Other rules differ when they would set another parameter. What is open differs from nothing, and
 * neither does a distribution: two samples of one are never the same.
 */
export function isOtherRule(
  name: string,
  one: ProfileRule | undefined,
  other: ProfileRule | undefined,
): boolean {
  if (!isSettled(one) || !isSettled(other)) return false;
  const [a, b] = [one.value, other.value];
  if (typeof a === 'number' && typeof b === 'number' && fittedRules.includes(name)) {
    if (name === 'replayed_reasoning_counts' && Math.abs(a - b) < coefficientApart) return false;
    const [first, second] = [boundsOf(a, one), boundsOf(b, other)];
    return first.low > second.high || second.low > first.high;
  }
  if (typeof a === 'object' || typeof b === 'object') return false;
  return parameterText(name, one) !== parameterText(name, other);
}

/** An interval holds the value that it is of, whatever a file says. */
function boundsOf(value: number, { interval }: ProfileRule): { low: number; high: number } {
  const { low, high } = interval ?? { low: value, high: value };
  return { low: Math.min(low, value), high: Math.max(high, value) };
}
