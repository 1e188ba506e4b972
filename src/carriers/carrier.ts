// How encrypted reasoning survives the way through the Anthropic format. One file per carrier;
// registry.ts lists them. Whoever uses a carrier asks what it can do, never which one it is.

/** A reasoning item as the backend sent it. */
export interface StoredReasoning {
  readonly id: string | null;
  readonly encryptedContent: string;
  readonly summary: readonly string[];
}

/** Whose reasoning an envelope holds; both sides must agree or it is ignored. */
export interface CarrierContext {
  readonly account: string;
  /** The upstream's model: reasoning never crosses models. */
  readonly model: string;
  /** Key of the authentication code; null: the account alone, against accidents only. */
  readonly secret: string | null;
}

export interface ReasoningCarrier {
  /**
   * True: reasoning goes into the session's state, and comes back from there. False: it is in the
   * client's history alone, so a client that drops its thinking is rid of all of it.
   */
  readonly usesStore: boolean;
  /** The thinking block's signature that carries an item; null: it does not travel that way. */
  seal(reasoning: StoredReasoning, context: CarrierContext): string | null;
  /**
   * The signature that tells a later request that reasoning was refused; null: only the state does.
   */
  markRefusal(context: CarrierContext): string | null;
  /** What a thinking signature (or redacted_thinking data) of the client's history carries. */
  open(signature: string, context: CarrierContext): StoredReasoning | null;
}
