import type { Budget } from './budget.ts';

/** What is different on a backend whose model is real. */
export interface LiveSetup {
  /** Part of every nonce and session id: nothing may be found that an earlier run left in a cache. */
  readonly salt: string;
  readonly budget: Budget;
  /** Aborts what is under way. */
  readonly signal: AbortSignal;
}
