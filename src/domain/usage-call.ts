// One model call as its usage counters tell it: what a session file on disk holds, without a proxy
// having recorded anything. The counters are the backend's own, so numbers from them are
// *measured*.

/** What the answer before a call ended with, as Codex's session files mark it. */
export type AnswerPhase = 'none' | 'commentary' | 'final_answer';

/**
 * The counters of one call, and what its session says came before it. `null` is *not known*, never
 * zero. Input tokens include cached ones; output tokens include reasoning.
 */
export interface UsageCall {
  /** Where the session comes from (an account, a machine, a repository): any stable text. */
  readonly source: string;
  /** Unique within its source. */
  readonly session: string;
  readonly model: string;
  readonly effort: string | null;
  /** `YYYY-MM`. */
  readonly month: string | null;
  /** Position in the session, from 0; two calls are neighbours when their positions are. */
  readonly position: number;
  /** True: the first call after a message that a person wrote. */
  readonly beginsUserTurn: boolean | null;
  /** Seconds between this call's usage report and the one before it. */
  readonly idleSeconds: number | null;
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  /** Milliseconds from the request to the first token; absent or null: not known. */
  readonly ttftMs?: number | null;
  /**
   * Tokens of text that was added to the input since the call before (counted, not reported). What
   * an image adds is not in it.
   */
  readonly newInputTokens: number | null;
  /** An image was added to the input since the call before; absent: not known. */
  readonly hasNewImage?: boolean;
  /** Tool calls that this call made; absent or null: not known. */
  readonly toolCalls?: number | null;
  /** Characters of encrypted reasoning that this call produced. */
  readonly encryptedCharacters: number | null;
  /** Reasoning tokens of the calls before this one, since the user turn before it began. */
  readonly reasoningSinceUserTurn: number | null;
  readonly previousPhase: AnswerPhase | null;
  /** The history was rewritten between the call before and this one. */
  readonly isCompacted: boolean;
  /** The model or its effort changed between the call before and this one. */
  readonly hasChangedSettings: boolean;
  /**
   * False: something besides visible output, reasoning and counted input changed the prompt
   * (compaction, an image, a rollback, another model), so its growth cannot be explained by them.
   */
  readonly isRegular: boolean;
}
