/**
 * What a translation dropped, approximated or could not do. A value that is returned, counted and
 * reported; a translation never drops anything silently.
 */
export interface Loss {
  readonly kind: 'dropped' | 'approximated' | 'unsupported';
  /** Stable name of the construct, e.g. `max_tokens`, `thinking-foreign`. Counted by this name. */
  readonly feature: string;
  /** RFC 6901 pointer into the source request or event. */
  readonly pointer: string;
  /** One sentence: why, and what was done instead. */
  readonly detail: string;
}

/** Written out only for what is lost: most blocks of a long history never are. */
export type LossPointer = () => string;
