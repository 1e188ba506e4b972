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

/** @returns takes the calls of one session in their order */
export function createCallSeries(source: string): (facts: CallFacts) => UsageCall {
  let position = 0;
  let reasoning: number | null = 0;
  let before: CallFacts | null = null;
  return (facts) => {
    const { session, model, effort, atMs, counters, beginsUserTurn, isCompacted } = facts;
    const since = reasoning;
    if (beginsUserTurn || isCompacted) reasoning = 0;
    const { reasoningTokens } = counters;
    reasoning = reasoning === null || reasoningTokens === null ? null : reasoning + reasoningTokens;
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
    position++;
    before = facts;
    return usage;
  };
}
