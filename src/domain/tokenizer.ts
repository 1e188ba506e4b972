// How text is counted in tokens.

/** Counts and encodes text as the model family's tokenizer does (o200k in production). Pure. */
export interface Tokenizer {
  readonly name: string;
  /** Token ids, each in [0, 2^31). */
  encode(text: string): readonly number[];
  /** `encode(text).length`, without keeping the ids. */
  count(text: string): number;
}
