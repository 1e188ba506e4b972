// What a session file on disk tells of a call: its counters, when it was, and its items by kind,
// length and hash. Text and encrypted reasoning stay in the file unless they are asked for.
import type { UsageCall } from './usage-call.ts';

/** One item that a call was sent or answered with. */
export interface LoggedItem {
  /** As the file names it: `message`, `function_call_output`, `reasoning`, ... */
  readonly kind: string;
  /** `user`, `assistant`, `developer`; null where the kind has none. */
  readonly role: string | null;
  readonly characters: number;
  /** SHA-256 of the text: equal text is equal. */
  readonly hash: string;
  /** Only where a caller asked for it. */
  readonly text?: string;
}

export interface LoggedCall {
  readonly usage: UsageCall;
  /** When its usage was reported, ms since the epoch; null: not known. */
  readonly atMs: number | null;
  /** The backend's or the client's name of the call, unique everywhere; null: the file has none. */
  readonly id: string | null;
  /** New input since the call before, in order. */
  readonly inputs: readonly LoggedItem[];
  /** What the call answered, in order. */
  readonly outputs: readonly LoggedItem[];
}

/** What a file says of the session as a whole. */
export interface LoggedSession {
  readonly client: string;
  readonly clientVersion: string | null;
  readonly id: string;
  /** The session that this one was forked from or works for. */
  readonly parent: string | null;
  readonly isSubagent: boolean;
  /** Folder that the client worked in. */
  readonly folder: string | null;
  /** First words that a person wrote, for lists; null: none, or not asked for. */
  readonly firstWords: string | null;
}

/** What the file does not hold, so that no number is made of it. */
export type NotHeld =
  | 'system-prompt'
  | 'tools'
  | 'headers'
  | 'chunk-times'
  | 'request-body'
  | 'reasoning-tokens'
  | 'new-input-tokens';

/** A line that could not be read, and why. */
export interface LogProblem {
  /** 1-based. */
  readonly line: number;
  readonly problem: string;
}
