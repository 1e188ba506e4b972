// A session is the exchanges of one conversation of one client: one agent, one kind of request.
import type { ClientName } from '../clients/registry.ts';

export type Side = 'client' | 'upstream';

/** What a request is for, as far as the wire shows it. Each kind is its own session. */
export type RequestKind =
  | 'turn' // the main loop or a subagent's loop
  | 'title'
  | 'web-search'
  | 'count-tokens'
  | 'probe' // HEAD, /api/hello, /models
  | 'other';

export interface SessionDescriptor {
  /** `s_` + hash of (client, side, client's session id, agent id, kind). */
  readonly id: string;
  readonly client: ClientName;
  readonly side: Side;
  /** The client's own session id; null when it names none. */
  readonly clientSessionId: string | null;
  /** Subagent id; null for the main agent. */
  readonly agentId: string | null;
  readonly kind: RequestKind;
  /** `s_` id of the main session, for subagents, titles and searches. */
  readonly parent: string | null;
}

/** A recorded session, summed up. */
export interface SessionSummary extends SessionDescriptor {
  /** Given by the user, unique; null: none. */
  readonly name: string | null;
  readonly note: string | null;
  /** Of the last exchange that names one. */
  readonly model: string | null;
  readonly exchanges: number;
  /** Model calls that were answered: exchanges with status 200 that ask a model for output. */
  readonly calls: number;
  readonly startedAtMs: number;
  readonly lastAtMs: number;
  readonly statusCounts: Readonly<Record<string, number>>;
  /** Exchanges whose recorder died while they ran. */
  readonly incomplete: number;
  /** Exchanges that could not be stored, or not to their end. */
  readonly dropped: number;
  /** Calls whose request had been answered in full already. */
  readonly repeatedCalls: number;
}
