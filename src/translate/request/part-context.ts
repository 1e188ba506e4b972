// What the translation of one content part must know beside the part.
import type { Loss } from '../../domain/loss.ts';

export interface PartContext {
  /** Collects what has no counterpart. */
  readonly losses: Loss[];
  /**
   * The conversation went on after it: what cannot be read is noted in its place, so that the
   * session continues. False: the request is about it, and is refused.
   */
  readonly isAnswered: boolean;
}
