// The calls of one session, one after the other: what a call's counters mean beside the call
// before. Every format of session files uses it, so that turns, pauses and changes are counted by
// one rule.
import type { AnswerPhase, UsageCall } from '../domain/usage-call.ts';

/** Counters as `UsageCall` has them. */
export type CallCounters = Pick<
  UsageCall,
  'inputTokens' | 'cachedTokens' | 'cacheWriteTokens' | 'outputTokens' | 'reasoningTokens'
>;

/** What a file says of one call. */
export interface CallFacts {
  readonly session: string;
  readonly model: string;
  readonly effort: string | null;
  /** When its usage was reported, ms since 1970; null: not known. */
  readonly atMs: number | null;
  readonly counters: CallCounters;
  readonly beginsUserTurn: boolean;
  readonly isCompacted: boolean;
  /** Counted; null: not known. */
  readonly newInputTokens: number | null;
  /** As `UsageCall` has it. */
  readonly hasNewImage?: boolean;
  readonly encryptedCharacters: number | null;
  /** Of its answer; null: the file does not say. */
  readonly phase: AnswerPhase | null;
  /**
   * Something else changed the prompt, or may have: an image, a rollback, what the file does not
   * tell.
   */
  readonly isDisturbed: boolean;
}

/** What the next call of a session is counted beside; JSON. */
export interface SeriesState {
  position: number;
  /** Reasoning tokens since the last user turn; null: not known. */
  reasoning: number | null;
  before: Pick<CallFacts, 'model' | 'effort' | 'atMs' | 'phase'> | null;
}

export const newSeries = (): SeriesState => ({ position: 0, reasoning: 0, before: null });

/**
 * @param state where the series continues; it is changed with each call
 * @returns takes the calls of one session in their order
 */
export function createCallSeries(
  source: string,
  state: SeriesState = newSeries(),
): (facts: CallFacts) => UsageCall {
  return (facts) => {
    const { before, position } = state;
    const { session, model, effort, atMs, counters, beginsUserTurn, isCompacted } = facts;
    const since = state.reasoning;
    const carried = beginsUserTurn || isCompacted ? 0 : since;
    const { reasoningTokens } = counters;
    state.reasoning =
      carried === null || reasoningTokens === null ? null : carried + reasoningTokens;
    const hasChangedSettings =
      before !== null && (before.model !== model || before.effort !== effort);
    const idleMs = atMs === null || before?.atMs == null ? null : atMs - before.atMs;
    const usage: UsageCall = {
      source,
      session,
      model,
      effort,
      month: atMs === null ? null : new Date(atMs).toISOString().slice(0, 7),
      position,
      beginsUserTurn,
      idleSeconds: idleMs === null ? null : Math.max(0, Math.round(idleMs / 1000)),
      ...counters,
      newInputTokens: facts.newInputTokens,
      ...(facts.hasNewImage === undefined ? {} : { hasNewImage: facts.hasNewImage }),
      encryptedCharacters: facts.encryptedCharacters,
      reasoningSinceUserTurn: since,
      previousPhase: before?.phase ?? null,
      isCompacted,
      hasChangedSettings,
      isRegular: position > 0 && !isCompacted && !facts.isDisturbed && !hasChangedSettings,
    };
    state.position++;
    state.before = { model, effort, atMs, phase: facts.phase };
    return usage;
  };
}
