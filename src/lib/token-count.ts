/**
 * The most that is believed of one call, some hundred times a large context window: three counters
 * (new, read and written input) can be added within 32 bits, as columns of tables have them.
 */
export const tokensMax = 500_000_000;

/**
 * A number of tokens as somebody reports it; null: it is not one. What is negative, has a fraction
 * or is too large is damage, and would hide every other number in a sum.
 */
export function tokenCount(value: unknown): number | null {
  const isCount = Number.isInteger(value) && Number(value) >= 0 && Number(value) <= tokensMax;
  return isCount ? Number(value) : null;
}
