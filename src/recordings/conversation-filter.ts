// Which conversations fit the filters of a list. What is not shown is not read where the filters
// can do without.
import type { ClientName } from '../clients/registry.ts';
import type { ListedConversation } from './list-conversations.ts';

/** How a session is, as a filter. */
export const sessionStates = {
  running: 'running now',
  failed: 'with failed calls',
  incomplete: 'incomplete or dropped',
  cold: 'cached under 50%',
} as const;

export type SessionState = keyof typeof sessionStates;

/** Empty or null: everything fits. */
export interface ConversationFilter {
  /** Words that all occur in what the list shows of a conversation. */
  readonly text: string;
  readonly client: string;
  readonly model: string;
  readonly state: SessionState | null;
  /** Title requests, probes, settings traffic too. */
  readonly withNoise: boolean;
}

export interface FoundConversations {
  /** The last active first, as many as were asked for. */
  readonly sessions: readonly ListedConversation[];
  /** That fit the filter. */
  readonly found: number;
  /** That would fit, and are noise. */
  readonly folded: number;
  /** Of all conversations. */
  readonly total: number;
  readonly clients: readonly ClientName[];
  readonly models: readonly string[];
}

/** Where a conversation comes from: read at once, or when it is needed. */
export interface Candidate {
  readonly client: ClientName;
  /** Of all of its sessions. */
  readonly models: readonly string[];
  /** null: only reading can tell. */
  readonly isNoise: boolean | null;
  read(): ListedConversation;
}

/** Among conversations that were read before. */
export function filterConversations(
  conversations: readonly ListedConversation[],
  filter: ConversationFilter,
  limit: number,
): FoundConversations {
  const candidates = conversations.map(
    (one): Candidate => ({
      client: one.client,
      models: modelsOf([one, ...one.other_side, ...one.subagents]),
      isNoise: one.is_noise,
      read: () => one,
    }),
  );
  return findAmong(candidates, filter, limit);
}

export function modelsOf(parts: readonly { readonly model: string | null }[]): string[] {
  return parts.flatMap(({ model }) => model ?? []);
}

/** @param limit conversations that are read and given, at most */
export function findAmong(
  candidates: readonly Candidate[],
  filter: ConversationFilter,
  limit: number,
): FoundConversations {
  const sessions: ListedConversation[] = [];
  let found = 0;
  let folded = 0;
  for (const { client, models, isNoise: isKnownNoise, read } of candidates) {
    if (filter.client !== '' && client !== filter.client) continue;
    if (filter.model !== '' && !models.includes(filter.model)) continue;
    if ((filter.text !== '' || filter.state !== null) && !fits(read(), filter)) continue;
    if ((isKnownNoise ?? read().is_noise) && !filter.withNoise) {
      folded++;
      continue;
    }
    found++;
    if (sessions.length < limit) sessions.push(read());
  }
  return {
    ...{ sessions, found, folded, total: candidates.length },
    clients: [...new Set(candidates.map(({ client }) => client))].toSorted(),
    models: [...new Set(candidates.flatMap(({ models }) => models))].toSorted(),
  };
}

function fits(conversation: ListedConversation, { text, state }: ConversationFilter): boolean {
  const all = [conversation, ...conversation.subagents, ...conversation.other_side];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const searched = all
    .flatMap((one) => [
      ...[one.id, one.name, one.note, one.first_words, one.folder, one.model, one.agent_id],
    ])
    .join('\n')
    .toLowerCase();
  return (
    (state === null || all.some((one) => hasState(one, state))) &&
    words.every((word) => searched.includes(word))
  );
}

function hasState(
  one: Pick<ListedConversation, 'state' | 'failed' | 'incomplete' | 'dropped' | 'cached_share'>,
  state: SessionState,
): boolean {
  switch (state) {
    case 'running':
      return one.state === 'running';
    case 'failed':
      return one.failed > 0;
    case 'incomplete':
      return one.incomplete + one.dropped > 0;
    case 'cold':
      return one.cached_share !== null && one.cached_share < 0.5;
  }
}
