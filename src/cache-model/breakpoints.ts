// Where a cache with breakpoints may hold a prefix of a Responses request.
import type { PromptSegment } from './render-prompt.ts';

/** A place where the cache may hold the prompt up to there. */
export interface Breakpoint {
  /** Of the segment that ends there. */
  readonly index: number;
  /** How long an unused prefix is kept; absent: as long as this cache keeps any. */
  readonly keptMs?: number;
}

/** Breakpoints that one request may write (vendor guide); the earliest are dropped. */
const breakpointsMax = 4;

/**
 * Segments that the client marked, and the last one, which the backend marks itself (vendor guide).
 */
export function markedSegments(segments: readonly PromptSegment[]): number[] {
  return segments
    .flatMap(({ breakpoint }, index) =>
      breakpoint === true || index === segments.length - 1 ? [index] : [],
    )
    .slice(-breakpointsMax);
}
