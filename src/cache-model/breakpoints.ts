// Where a cache with breakpoints may hold a prefix of a Responses request.
import type { PromptSegment } from './render-prompt.ts';

/** A place where the cache may hold the prompt up to there. */
export interface Breakpoint {
  /** Of the segment that ends there. */
  readonly index: number;
  /** How long an unused prefix is kept; absent: as long as this cache keeps any. */
  readonly keptMs?: number;
}

/**
 * Breakpoints that one request may write (OpenAI prompt caching guide); the earliest are dropped.
 */
const breakpointsMax = 4;
/** Latest breakpoints at which a prompt is looked up (OpenAI prompt caching guide). */
const consideredMax = 80;

const itemOf = ({ pointer }: PromptSegment): string => pointer.split('/').slice(0, 3).join('/');

/** The backend's own breakpoint stands behind what a user or a tool said (same guide). */
function isUserOrTool(segment: PromptSegment): boolean {
  return (
    segment.kind === 'text' &&
    (segment.frame === 'message/user' || segment.frame.endsWith('_output'))
  );
}

/** Whether a user's message or a tool's output ends with this segment: images end some. */
function endsUserOrTool(segments: readonly PromptSegment[], index: number): boolean {
  const segment = segments[index];
  const next = segments[index + 1];
  if (segment === undefined || (next && itemOf(next) === itemOf(segment))) return false;
  for (let at = index; at >= 0; at--) {
    const earlier = segments[at];
    if (earlier === undefined || itemOf(earlier) !== itemOf(segment)) return false;
    if (isUserOrTool(earlier)) return true;
  }
  return false;
}

/**
 * Segments that the client marked, and the one that ends the latest user message or tool output,
 * which the backend marks itself. A developer message or an answer behind it is not marked.
 */
export function markedSegments(segments: readonly PromptSegment[]): number[] {
  const implicit = segments.findLastIndex((_, index) => endsUserOrTool(segments, index));
  return segments
    .flatMap(({ breakpoint }, index) => (breakpoint === true || index === implicit ? [index] : []))
    .slice(-breakpointsMax);
}

/**
 * The first segment at whose end a prompt is looked up: that of the earliest breakpoint that is
 * considered. Breakpoints are those of the client, and where the backend marked earlier requests.
 */
export function firstConsidered(segments: readonly PromptSegment[]): number {
  let left = consideredMax;
  for (let index = segments.length - 1; index >= 0; index--) {
    if (segments[index]?.breakpoint !== true && !endsUserOrTool(segments, index)) continue;
    left--;
    if (left === 0) return index;
  }
  return 0;
}
