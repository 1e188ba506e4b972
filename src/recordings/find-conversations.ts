// The list as the page asks for it, from the database.
import type { Database } from 'better-sqlite3';
import {
  type Candidate,
  type ConversationFilter,
  type FoundConversations,
  findAmong,
  modelsOf,
} from './conversation-filter.ts';
import { type ListMemory, listConversation, readFirstTexts } from './list-conversations.ts';
import { type ConversationOutline, outlineConversations } from './outline-conversations.ts';

/** @param limit conversations that are read and given, at most */
export function findConversations(
  database: Database,
  filter: ConversationFilter,
  limit: number,
  memory: ListMemory,
): FoundConversations {
  const candidates = outlineConversations(database).map(
    (outline): Candidate => ({
      client: outline.own.client,
      models: modelsOf(partsOf(outline)),
      isNoise: outline.own.kind !== 'turn' ? true : outline.own.calls > 0 ? false : null,
      texts: () =>
        partsOf(outline).flatMap((part) => {
          const { words, folder } = readFirstTexts(database, part.id, memory);
          return [part.id, part.name, part.note, part.model, part.agentId, words, folder];
        }),
      read: () => listConversation(database, outline, memory),
    }),
  );
  return findAmong(candidates, filter, limit);
}

function partsOf({ own, otherSide, subagents }: ConversationOutline) {
  return [own, ...otherSide, ...subagents.map((agent) => agent.own)];
}
