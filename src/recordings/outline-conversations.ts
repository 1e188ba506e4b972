// Which sessions belong together, before anything of their calls is read.
import type { Database } from 'better-sqlite3';
import type { SessionSummary } from '../domain/session.ts';
import { listSessionLinks } from '../store/exchanges.ts';
import { listSessions } from '../store/sessions.ts';

/** A session and what belongs to it. */
export interface ConversationOutline {
  readonly own: SessionSummary;
  /** Sessions on the other side of a gateway. */
  readonly otherSide: readonly SessionSummary[];
  readonly subagents: readonly AgentOutline[];
  /** Title requests, searches, probes. */
  readonly beside: readonly SessionSummary[];
}

export interface AgentOutline {
  readonly own: SessionSummary;
  readonly otherSide: readonly SessionSummary[];
}

/** Conversations, the one whose main session was active last first. */
export function outlineConversations(database: Database): ConversationOutline[] {
  const sessions = listSessions(database);
  const byId = new Map(sessions.map((one) => [one.id, one]));
  const links = listSessionLinks(database);
  const otherSideOf = ({ id, side }: SessionSummary): SessionSummary[] =>
    side === 'client' ? (links.get(id) ?? []).flatMap((other) => byId.get(other) ?? []) : [];
  const children = Map.groupBy(
    sessions.filter(({ parent }) => parent !== null && byId.has(parent)),
    ({ parent }) => parent,
  );
  const shownElsewhere = new Set([
    ...[...children.values()].flat().map(({ id }) => id),
    ...sessions.flatMap((one) => otherSideOf(one).map(({ id }) => id)),
  ]);
  return sessions
    .filter(({ id }) => !shownElsewhere.has(id))
    .map((own) => {
      const below = children.get(own.id) ?? [];
      return {
        own,
        otherSide: otherSideOf(own),
        subagents: below
          .filter(({ kind }) => kind === 'turn')
          .map((agent) => ({ own: agent, otherSide: otherSideOf(agent) })),
        beside: below.filter(({ kind }) => kind !== 'turn'),
      };
    })
    .toSorted((a, b) => b.own.lastAtMs - a.own.lastAtMs);
}

/** All sessions of a conversation that ask a model for it: both sides, subagents. */
export function sessionsOf({ own, otherSide, subagents }: ConversationOutline): SessionSummary[] {
  return [own, ...otherSide, ...subagents.flatMap((agent) => [agent.own, ...agent.otherSide])];
}
