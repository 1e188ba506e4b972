// Which reasoning of earlier user turns a model still reads: none of it (`current_turn`) or all of
// it (`all_turns`). At a user message the prompt falls short of what was sent by exactly the
// reasoning that the backend dropped.
import { clusteredShareInterval } from '../stats/clustered.ts';
import type { ContextRuleName } from './context-rule-name.ts';
import { countBySession } from './count-by-session.ts';
import {
  basisOf,
  confidenceOf,
  type LearnedRule,
  level,
  open,
  percent,
  tooLittle,
} from './learned-rule.ts';
import type { LinkedCall } from './link-calls.ts';

export interface LearnedContextRule extends LearnedRule<ContextRuleName> {
  /** Shares of the user turns that decide; the rest lost or gained something else as well. */
  readonly dropped: number | null;
  readonly kept: number | null;
  /** The same by what came before the user message: what begins a turn. */
  readonly by_previous_phase: readonly {
    readonly phase: string;
    readonly n: number;
    readonly dropped: number;
    readonly kept: number;
  }[];
}

/** User turns with less reasoning before them cannot be told from counting noise. */
const reasoningTokensMin = 200;
/** Dropped and kept within this share of the reasoning. */
const tolerance = 0.15;
/** User turns that are enough: each is a whole observation of the rule. */
const leastTurns = 8;

interface Boundary {
  readonly sessionKey: string;
  readonly source: string;
  /** Share of the reasoning since the user message before that is missing from the prompt. */
  readonly missing: number;
  readonly phase: string;
}

function toBoundary({ call, previous, sessionKey, source }: LinkedCall): Boundary | null {
  const reasoning = call.reasoningSinceUserTurn;
  if (!call.isRegular || call.beginsUserTurn !== true) return null;
  if (reasoning === null || reasoning < reasoningTokensMin) return null;
  if (call.inputTokens === null || call.newInputTokens === null) return null;
  if (previous.inputTokens === null || previous.outputTokens === null) return null;
  const sent = previous.inputTokens + previous.outputTokens + call.newInputTokens;
  return {
    sessionKey,
    source,
    missing: (sent - call.inputTokens) / reasoning,
    phase: call.previousPhase ?? 'unknown',
  };
}

const isDropped = ({ missing }: Boundary): boolean => Math.abs(missing - 1) <= tolerance;
const isKept = ({ missing }: Boundary): boolean => Math.abs(missing) <= tolerance;

function shareOf(boundaries: readonly Boundary[], is: (each: Boundary) => boolean): number {
  return boundaries.filter(is).length / boundaries.length;
}

export function learnContextRule(linked: readonly LinkedCall[]): LearnedContextRule {
  const boundaries = linked.flatMap((each) => toBoundary(each) ?? []);
  const basis = basisOf(boundaries);
  const why = tooLittle(basis, leastTurns);
  if (why !== null) {
    const nothing = { dropped: null, kept: null, by_previous_phase: [] };
    return { ...open<ContextRuleName>(basis, [`user turns with reasoning: ${why}`]), ...nothing };
  }
  const dropped = shareOf(boundaries, isDropped);
  const kept = shareOf(boundaries, isKept);
  const phases = [...new Set(boundaries.map(({ phase }) => phase))].sort();
  const details = {
    dropped,
    kept,
    by_previous_phase: phases.map((phase) => {
      const own = boundaries.filter((each) => each.phase === phase);
      return { phase, n: own.length, dropped: shareOf(own, isDropped), kept: shareOf(own, isKept) };
    }),
  };
  const value = dropped >= 0.5 && kept <= 0.2 ? 'current_turn' : 'all_turns';
  const support = value === 'current_turn' ? dropped : kept;
  const contrary = value === 'current_turn' ? kept : dropped;
  const against = [
    ...(contrary > 0.02 ? [`${percent(contrary)} of user turns show the opposite`] : []),
    ...(1 - support - contrary > 0.05
      ? [`${percent(1 - support - contrary)} changed by something else as well`]
      : []),
  ];
  if (support < 0.5 || contrary > 0.25) {
    const shares = `dropped in ${percent(dropped)}, kept in ${percent(kept)} of user turns`;
    return { ...open<ContextRuleName>(basis, [shares]), ...details };
  }
  const is = value === 'current_turn' ? isDropped : isKept;
  return {
    value,
    ...basis,
    interval: clusteredShareInterval(countBySession(boundaries, is), level),
    confidence: confidenceOf(basis, support),
    against,
    ...details,
  };
}
