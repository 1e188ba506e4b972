// What the vendor says of Anthropic's prompt cache, whose hits end at breakpoints. None of it can
// be measured without an account, so each value names where it comes from.

/** Content blocks up to a breakpoint in which an earlier prefix is found (vendor guide). */
export const anthropicLookbackBlocks = 20;

/**
 * How long an unused prefix is kept, by the marker's `ttl`; each use restarts the time (vendor
 * guide).
 */
const keptMs: Readonly<Record<string, number>> = { '5m': 300_000, '1h': 3_600_000 };

/** @param ttl of a `cache_control` marker; unknown values count as the default */
export function anthropicKeptMs(ttl: unknown): number {
  return keptMs[String(ttl)] ?? 300_000;
}

/**
 * Shortest prefix that is kept, in tokens, by the start of the model's name, the first that fits.
 * From the vendor guide as quoted in anthropic-sdk-python issue 1194 and, for newer models, in
 * public copies of 2026. The same issue saw 2,048 where the guide says 1,024, for Sonnet 4.6.
 */
const minimums: readonly (readonly [name: string, tokens: number])[] = [
  ['claude-opus-4-5', 4096],
  ['claude-opus-4-6', 4096],
  ['claude-haiku-4-5', 4096],
  ['claude-opus-4-7', 2048],
  ['claude-3-5-haiku', 2048],
  ['claude-haiku-3', 2048],
  ['claude-3-haiku', 2048],
  ['claude-opus-5', 512],
  ['claude-', 1024],
];

/** @returns the most common value for a model that nothing is known of */
export function anthropicMinimumTokens(model: string): number {
  const bare = model.slice(model.lastIndexOf('/') + 1);
  return minimums.find(([name]) => bare.startsWith(name))?.[1] ?? 1024;
}
