// Translation is pure although the reasoning may sit in a database: `stateKeys` says what is
// needed, the shell loads it, the translation returns writes, the shell commits them.

import type { StoredReasoning } from '../carriers/carrier.ts';

/**
 * Where a stored entry belongs in the history: `call:<call_id>` for a tool call that directly
 * follows the reasoning, `text:<sha256>` of the first call beside a text or of what it answers, the
 * text and its number among equal ones.
 */
export type Anchor = string;

export interface StateEntry {
  readonly anchor: Anchor;
  /** Items that stood directly before the anchored call or message, in order. May be empty. */
  readonly reasoning: readonly StoredReasoning[];
  /** The call's arguments as generated, kept only where re-serialising would change the bytes. */
  readonly originalArguments: string | null;
  /** `commentary` or `final_answer`, which the backend gave the anchored message. */
  readonly phase?: string;
}

/**
 * A tool that appeared during the session, and the index of the last message of its first request.
 */
export interface LateTool {
  readonly name: string;
  readonly after: number;
}

/**
 * An effort that was asked for in the middle of a session, and the last message of its first
 * request.
 */
export interface EffortChange {
  readonly effort: string;
  readonly after: number;
}

/** What must not change inside a session, because a change breaks the cached prefix. */
export interface SessionPins {
  readonly effort?: string;
  /** Later efforts, as items of the input, where the option says so and the model takes that. */
  readonly effortChanges?: readonly EffortChange[];
  readonly summary?: string;
  readonly verbosity?: string;
  readonly serviceTier?: string;
  /** Tool names in the order of their first appearance. */
  readonly toolOrder?: readonly string[];
  /** Tools that came later and are in the input instead, where the model takes that. */
  readonly lateTools?: readonly LateTool[];
  /** `x-codex-turn-state` of the current user turn. */
  readonly turnState?: { readonly value: string; readonly userTurn: string };
  /** The backend refused this session's reasoning: it is never sent again. */
  readonly reasoningRefused?: boolean;
}

export interface SessionState {
  readonly pins: SessionPins;
  readonly entries: readonly StateEntry[];
}

export const emptySessionState: SessionState = { pins: {}, entries: [] };

export interface StateKeys {
  /** Session key: account, session and agent. */
  readonly session: string;
  readonly anchors: readonly Anchor[];
}

/** Applied together, after the response is complete. Pins replace, entries are added. */
export interface StateWrites {
  readonly session: string;
  readonly pins: SessionPins | null;
  readonly entries: readonly StateEntry[];
}

/** Memory, Redis: behind the same interface, so that several gateway processes can share one. */
export interface ReasoningStore {
  load(keys: StateKeys): Promise<SessionState>;
  commit(writes: StateWrites): Promise<void>;
  close(): Promise<void>;
}
