// Where the tokens come from: a ratio alone can rise while the bill rises too.
//
//   input    = replayed reasoning + visible
//   uncached = new + prefix lost - reused generation
//
// `new` is what a prompt holds that the prompt before it did not (a first prompt is all new).
// `prefix lost` had been sent before and was not cached (broken prefix, eviction, the rest of a
// block). `reused generation` is new in the prompt and cached all the same, since the backend
// generated it.

import type { Trial } from '../../domain/run.ts';
import { sum } from '../../stats/descriptive.ts';

export interface Decomposition {
  readonly replayedReasoning: number;
  readonly visible: number;
  readonly newTokens: number;
  readonly prefixLost: number;
  readonly reusedGeneration: number;
}

interface TurnParts {
  readonly replayed: number;
  readonly visible: number;
  readonly fresh: number;
  readonly uncached: number;
}

function partsOf(trial: Trial): TurnParts[] {
  // A subagent's prompts continue one another, not those of the conversation that started it.
  const visibleBefore = new Map<string, number>();
  const parts: TurnParts[] = [];
  for (const { usage, reasoning, conversation = '' } of trial.turns) {
    if (usage === null) continue;
    const visible = usage.inputTokens - reasoning.countedTokens;
    parts.push({
      replayed: reasoning.countedTokens,
      visible,
      // A history that shrank (compaction, rewind) has nothing new of its own to count.
      fresh: Math.max(0, visible - (visibleBefore.get(conversation) ?? 0)) + reasoning.newTokens,
      uncached: usage.inputTokens - usage.cachedTokens,
    });
    visibleBefore.set(conversation, visible);
  }
  return parts;
}

/** Totals over the trials' successful requests. */
export function decompose(trials: readonly Trial[]): Decomposition {
  const parts = trials.flatMap(partsOf);
  return {
    replayedReasoning: sum(parts.map(({ replayed }) => replayed)),
    visible: sum(parts.map(({ visible }) => visible)),
    newTokens: sum(parts.map(({ fresh }) => fresh)),
    prefixLost: sum(parts.map(({ fresh, uncached }) => Math.max(0, uncached - fresh))),
    reusedGeneration: sum(parts.map(({ fresh, uncached }) => Math.max(0, fresh - uncached))),
  };
}

/** Of the mean trial: repeats do not add up. */
export function meanDecomposition(total: Decomposition, trials: number): Decomposition {
  const per = (value: number): number => (trials === 0 ? 0 : value / trials);
  return {
    replayedReasoning: per(total.replayedReasoning),
    visible: per(total.visible),
    newTokens: per(total.newTokens),
    prefixLost: per(total.prefixLost),
    reusedGeneration: per(total.reusedGeneration),
  };
}
