// The questions of `probe`, in the order of asking.
import type { Question } from './question.ts';
import { blockSize } from './questions/block-size.ts';
import { cacheMode } from './questions/cache-mode.ts';
import { cachedOutputs } from './questions/cached-outputs.ts';
import { changedHistory } from './questions/changed-history.ts';
import { headerAndKey } from './questions/header-and-key.ts';
import { idleEviction } from './questions/idle-eviction.ts';
import { include } from './questions/include.ts';
import { reasoningOrder } from './questions/reasoning-order.ts';
import { routing } from './questions/routing.ts';
import { turnBoundary } from './questions/turn-boundary.ts';
import { userTurn } from './questions/user-turn.ts';

/** Every question, in the order of asking: routing first, since the others need a cache to meet. */
export const probeQuestions: readonly Question[] = [
  routing,
  headerAndKey,
  cachedOutputs,
  userTurn,
  turnBoundary,
  changedHistory,
  blockSize,
  cacheMode,
  include,
  reasoningOrder,
  idleEviction,
];
