// What WebSocket connections may continue from: the last response of each, within memory that all
// of them share. A backend forgets too; a client that is told so sends the whole history again.
import type { JsonValue } from '../../lib/json.ts';
import type { MemoryBudget, MemoryShare } from '../../lib/memory-budget.ts';

export interface Conversation {
  readonly responseId: string;
  /** Input and output together. */
  readonly input: readonly JsonValue[];
}

export interface RememberedConversations {
  /** null: there is none, or it was forgotten. */
  of(connection: object): Conversation | null;
  /**
   * Takes the place of the one before. Others are forgotten where there is no room, those first
   * that were continued least lately.
   * @param bytes of the request
   */
  keep(connection: object, conversation: Conversation, bytes: number): void;
  forget(connection: object): void;
}

/** What a byte of a request takes as values, about: more in small objects, less in long texts. */
const weight = 2;

export function createRememberedConversations(memory: MemoryBudget): RememberedConversations {
  const kept = new Map<object, { conversation: Conversation; share: MemoryShare }>();
  const forget = (connection: object): void => {
    kept.get(connection)?.share.close();
    kept.delete(connection);
  };
  return {
    of: (connection) => kept.get(connection)?.conversation ?? null,
    keep(connection, conversation, bytes) {
      forget(connection);
      const share = memory.open(weight);
      while (!share.tryTake(bytes)) {
        const [oldest] = kept.keys();
        if (oldest === undefined) return; // too large for all there is
        forget(oldest);
      }
      kept.set(connection, { conversation, share });
    },
    forget,
  };
}
