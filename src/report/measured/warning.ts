// Warnings about a measurement, as a closed list: text/describe-warning.ts has what each means and
// what to do.

import type { ReachedLook } from './looks.ts';

export type Warning =
  | { readonly type: 'no-population' }
  | { readonly type: 'too-few-clusters'; readonly clusters: number; readonly needed: number }
  | { readonly type: 'attrition'; readonly arm: number; readonly baseline: number }
  /** Pairs of complete trials, of the pairs that were played. */
  | { readonly type: 'too-few-complete'; readonly complete: number; readonly planned: number }
  /** Trials that either arm has not completed: not the same ones. */
  | { readonly type: 'lost-differ'; readonly arm: number; readonly baseline: number }
  | { readonly type: 'several-arms'; readonly arms: number }
  | { readonly type: 'voided'; readonly count: number; readonly played: number }
  | { readonly type: 'unknown-price' }
  | { readonly type: 'order-explains-more' }
  | { readonly type: 'tests-disagree'; readonly metric: string }
  | { readonly type: 'outliers'; readonly metric: string; readonly clusters: readonly string[] }
  | { readonly type: 'no-noise-floor' }
  | { readonly type: 'below-noise-floor'; readonly metric: string }
  | { readonly type: 'underpowered'; readonly metric: string }
  | { readonly type: 'run-stopped'; readonly played: number; readonly planned: number }
  | { readonly type: 'planned-look'; readonly look: ReachedLook };
