// A natural experiment for continuity on against off. At a user message, after a turn that grew,
// the cache reaches either the end of the prompt before (nothing was dropped: what `off` gets) or
// stops where the turn before began (its reasoning was dropped: what `on` gets). Turns with and
// without reasoning are side by side in the same sessions.

import { countCached } from '../cache-model/cached-count.ts';
import { clusteredShareInterval } from '../stats/clustered.ts';
import type { Interval } from '../stats/paired-t.ts';
import { countBySession } from './count-by-session.ts';
import { type ImageTokens, uncachedImageTokens } from './image-tokens.ts';
import type { LearnedCount } from './learned-count.ts';
import { level } from './learned-rule.ts';
import type { LinkedCall } from './link-calls.ts';

/** Longer pauses may have evicted the prefix. */
const idleSecondsMax = 600;
/** Turns that grew less cannot be told apart by counts in steps. */
const grownTokensMin = 2048;

export interface TurnReach {
  readonly reasoning: 'with' | 'without';
  /** User turns. */
  readonly n: number;
  /** Shares; the rest ended elsewhere (a miss). */
  readonly reached_end: number;
  readonly stopped_at_start: number;
  readonly end_interval: Interval | null;
}

interface Reach {
  readonly sessionKey: string;
  readonly hasReasoning: boolean;
  readonly end: boolean;
  readonly start: boolean;
}

/** @param linked calls of one model and period */
export function turnReach(linked: readonly LinkedCall[], count: LearnedCount): TurnReach[] {
  const reaches = linked.flatMap((each) => toReach(each, count) ?? []);
  return (['without', 'with'] as const).flatMap((reasoning) => {
    const own = reaches.filter(({ hasReasoning }) => hasReasoning === (reasoning === 'with'));
    if (own.length === 0) return [];
    return [
      {
        reasoning,
        n: own.length,
        reached_end: own.filter(({ end }) => end).length / own.length,
        stopped_at_start: own.filter(({ start }) => start).length / own.length,
        end_interval: clusteredShareInterval(
          countBySession(own, ({ end }) => end),
          level,
        ),
      },
    ];
  });
}

function toReach(linked: LinkedCall, count: LearnedCount): Reach | null {
  const { call, previous, turnStart, imageTokens, sessionKey } = linked;
  if (call.beginsUserTurn !== true || !call.isRegular || call.cachedTokens === null) return null;
  if (call.idleSeconds === null || call.idleSeconds >= idleSecondsMax) return null;
  if (call.reasoningSinceUserTurn === null) return null;
  const [start, end] = [turnStart?.inputTokens ?? null, previous.inputTokens];
  if (start === null || end === null || end - start <= grownTokensMin) return null;
  const cached = call.cachedTokens;
  const countOf = (tokens: number, images: ImageTokens): number =>
    countCached(tokens - uncachedImageTokens(images.current_turn, count), count);
  return {
    sessionKey,
    hasReasoning: call.reasoningSinceUserTurn > 0,
    end: cached >= countOf(end, imageTokens.previous) - count.step,
    start: Math.abs(cached - countOf(start, imageTokens.turnStart)) <= count.step,
  };
}
