// How text is counted in tokens.

/** Counts and encodes text as the model family's tokenizer does (o200k in production). Pure. */
export interface Tokenizer {
  readonly name: string;
  /** Token ids, each in [0, 2^31). */
  encode(text: string): readonly number[];
  /** `encode(text).length`, without keeping the ids. */
  count(text: string): number;
  /**
   * Counts a text in steps, and remembers it for `encode` and `count`: a server answers others
   * between them. Absent: it has no steps.
   * @param tokensMax stops there: the text has more
   * @param pause awaited after each step
   */
  countInSteps?(text: string, tokensMax: number, pause: () => Promise<void>): Promise<number>;
}
