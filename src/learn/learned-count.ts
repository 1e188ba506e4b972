// How a backend counts cached tokens, as calls teach it.
import type { CachedCountRule } from '../cache-model/cached-count.ts';
import type { CachedOutputs } from './fit-cached-count.ts';

export interface LearnedCount extends CachedCountRule {
  readonly outputs: CachedOutputs;
  /** Share of calls inside a user turn that it predicts to the token. */
  readonly exactShare: number;
}
