// What a trial on a live backend is handed besides.
import type { Budget } from './budget.ts';

/** What is different on a backend whose model is real. */
export interface LiveSetup {
  /**
   * Part of every nonce and session id, another one each time that a run is played or taken up
   * again: nothing may be found in a cache that an earlier run or an interrupted trial left there.
   */
  readonly salt: string;
  readonly budget: Budget;
  /** Aborts what is under way. */
  readonly signal: AbortSignal;
}
