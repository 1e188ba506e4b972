// What a reasoning item weighs in a prompt: its ciphertext does not tell.

/** What an encrypted reasoning item contains. */
export interface ReasoningContent {
  readonly identity: string;
  readonly tokens: number;
  /** Digest of the history that it was generated behind; absent: not known. */
  readonly history?: string;
  /** That generated it; absent: not known. */
  readonly model?: string;
}
