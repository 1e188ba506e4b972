// The closed list of what a cached token can be lost to. Every token between what could have been
// cached and what was cached has exactly one of these.

export const causes = {
  'first-turn': 'nothing was sent before: the whole prompt is cold',
  'instructions-changed': 'the system prompt, or a developer message at the start, is another one',
  'tools-reordered': 'the same tools are in another order',
  'tool-inserted': 'a tool was added, and everything after its place moved',
  'tool-removed': 'a tool is gone, and everything after its place moved',
  'tool-schema-changed': 'a tool of the same name is described differently',
  'system-reminder-moved': 'a <system-reminder> left, joined or changed an earlier message',
  'message-changed': 'an earlier message or call was edited or removed',
  'tool-result-changed': 'the result of an earlier call is another one',
  'tool-results-reordered': 'results of parallel calls are in another order',
  'reasoning-dropped': 'reasoning that was in the prompt is no longer sent',
  'reasoning-ignored': 'the model leaves out the reasoning of an earlier user turn',
  'call-after-dropped-reasoning': 'what was generated after reasoning cannot match without it',
  'reasoning-evicted': 'the client sends the same history, its stored reasoning is gone',
  'setting-changed': 'model, effort, output format or account is another one: another cache',
  'cache-key-changed': 'another prompt_cache_key: routed to another machine',
  'session-header-changed': 'the session-id header is missing or another one: routed elsewhere',
  'new-session': 'only another session holds it, and a new one goes to another machine',
  'idle-eviction': 'the prefix was not used for longer than it is kept',
  'below-minimum': 'the prefix is shorter than what is cached at all',
  'block-rounding': 'the prefix ends inside a block, or where no breakpoint is near',
  'key-overflow': 'too many requests a minute for one key: moved to a cold machine',
  'server-miss': 'a hit in an ideal cache, a miss by the usage',
  'unexpected-hit': 'the usage shows more than an ideal cache holds (tokens are negative)',
  'history-unknown': 'it continues an earlier answer, and what that one held is not known',
  'estimate-error': 'within the error of the local token count',
  unknown: 'nothing in the list explains it',
} as const;

export type Cause = keyof typeof causes;

export const causeNames = Object.keys(causes) as Cause[];

/** An earlier call of the same thread. */
export interface BreakOrigin {
  /** As `show` counts it. */
  readonly seq: number;
  /** Exchange id. */
  readonly id: string;
  readonly part: 'request' | 'answer';
}

/** One share of a turn's lost tokens. */
export interface Break {
  readonly cause: Cause;
  /** RFC 6901 pointer into this turn's request body, or into what `from` names; null: neither. */
  readonly pointer: string | null;
  /**
   * Offset into that body as sent, where it first differs; null: not in a request's body.
   */
  readonly byte: number | null;
  /**
   * What this turn's request left to the server: the earlier call that brought it, or whose answer
   * it is. Absent: this turn's own request.
   */
  readonly from?: BreakOrigin;
  /** Header that it lies in; null: not in a header. */
  readonly header: string | null;
  /** Who changed it; null: not known. */
  readonly by: 'client' | 'translator' | null;
  /** What was there before and is there now, shortened, secrets masked. */
  readonly before: string | null;
  readonly now: string | null;
  readonly tokens_lost: number;
}
