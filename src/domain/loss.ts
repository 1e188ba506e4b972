// What a translation could not carry over, as values that are counted and reported by name.

/** Names of what can be lost. docs/translation.md says when, a test compares the two. */
export const lossFeatures = [
  // Of a request: its fields,
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'context_management',
  'diagnostics',
  'fallbacks',
  'thread',
  // its settings,
  'effort',
  'effort-pinned',
  'reasoning',
  'output-format',
  'billing-header',
  // its tools,
  'deferred-tool',
  'local-tool',
  'server-tool',
  'tool-choice',
  'tool-count',
  'tool-duplicate',
  'tool-examples',
  'tool-redefined',
  'tool-schema',
  'tool-strict',
  'web-search-limits',
  // and its history.
  'document-citations',
  'duplicate-call',
  'empty-input',
  'late-tool-result',
  'missing-tool-result',
  'orphan-tool-result',
  'prefill',
  'reasoning-damaged',
  'reasoning-without-successor',
  'thinking-foreign',
  'thinking-not-replayed',
  'web-search-results',
  // Of a response.
  'annotation',
  'arguments-cleaned',
  'arguments-decoded',
  'arguments-invalid',
  'arguments-mismatch',
  'call-cut',
  'call-taken-apart',
  'call-without-name',
  'custom-call',
  'event-without-item',
  'incomplete',
  'summary-mismatch',
  'text-mismatch',
  'text-reopened',
] as const;

/** Families of names: each ends in a type or a field of the wire, which cannot be listed. */
export const lossFamilies = ['block', 'event', 'field', 'item', 'misplaced', 'source'] as const;

export type LossFeature =
  | (typeof lossFeatures)[number]
  | `${(typeof lossFamilies)[number]}-${string}`;

/**
 * What a translation dropped, approximated or could not do. A value that is returned, counted and
 * reported; a translation never drops anything silently.
 */
export interface Loss {
  readonly kind: 'dropped' | 'approximated' | 'unsupported';
  /** Stable name of the construct; losses are counted by it. */
  readonly feature: LossFeature;
  /** RFC 6901 pointer into the source request or event. */
  readonly pointer: string;
  /** One sentence: why, and what was done instead. */
  readonly detail: string;
}

/** Written out only for what is lost: most blocks of a long history never are. */
export type LossPointer = () => string;

/** Where a message is in the request. */
export function messagePointer(message: number): string {
  return `/messages/${message}`;
}

/** Where a block is in the request. */
export function blockPointer(message: number, block: number): string {
  return `/messages/${message}/content/${block}`;
}
