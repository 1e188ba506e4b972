// Why a vendor says that its cache missed, as its answer names it.

export interface MissReason {
  /**
   * The vendor's own word: `tools_changed`, `input_changed`; `cache_hit` where nothing was missed;
   * `pending` where the answer came before the vendor had compared.
   */
  readonly reason: string;
  /** Input tokens that were not found, by the vendor's estimate; null: it does not say. */
  readonly missedTokens: number | null;
}
