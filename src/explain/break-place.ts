// What a classification of a break is given and gives.
import type { Cause } from './cause.ts';
import type { RenderedCall } from './render-call.ts';

export interface FoundBreak {
  readonly cause: Cause;
  /** Not in the body: the header that tells, and what it said before and says now. */
  readonly header?: { readonly name: string; readonly before: string; readonly now: string };
  /** Into the current request; null: the place is gone. */
  readonly pointer: string;
  /** Into the earlier request, for the value that stood there. */
  readonly pointerBefore: string;
  /** Index of the first segment that differs. */
  readonly index: number;
}

export interface BreakInput {
  readonly before: RenderedCall;
  readonly now: RenderedCall;
  /**
   * True when the client's own history only grew: then the translator made the change; null: there
   * is not a translator. Reads whole requests, so it is asked only where something broke.
   */
  readonly isClientAppendOnly: () => boolean | null;
}

/** Where a break is, before its cause is known. */
export type Place = Omit<FoundBreak, 'cause'>;
