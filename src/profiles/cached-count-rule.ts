// What decides how a backend counts the cached part of a prompt.

export interface CachedCountRule {
  /** Tokens by which the cached part grows. */
  readonly step: number;
  /** Tokens before the prompt that no counter shows. */
  readonly hiddenPrefix: number;
  /** Reported counts are multiples of this. */
  readonly quantum: number;
  /** Share of an image's input tokens that its place in the cache has; absent: all. */
  readonly imageShare?: number;
}
