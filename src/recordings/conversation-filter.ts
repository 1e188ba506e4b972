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
  /** What a search looks at; cheaper than to read all. */
  texts(): readonly (string | null)[];
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
      texts: () =>
        [one, ...one.other_side, ...one.subagents].flatMap((part) => [
          ...[part.id, part.name, part.note, part.model, part.agent_id],
          ...[part.first_words, part.folder],
        ]),
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
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const { client, models, isNoise: isKnownNoise, texts, read } of candidates) {
    if (filter.client !== '' && client !== filter.client) continue;
    if (filter.model !== '' && !models.includes(filter.model)) continue;
    if (words.length > 0 && !hasWords(texts(), words)) continue;
    if (filter.state !== null && !isInState(read(), filter.state)) continue;
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

function hasWords(texts: readonly (string | null)[], words: readonly string[]): boolean {
  const searched = texts.join('\n').toLowerCase();
  return words.every((word) => searched.includes(word));
}

function isInState(conversation: ListedConversation, state: SessionState): boolean {
  const all = [conversation, ...conversation.subagents, ...conversation.other_side];
  return all.some((one) => hasState(one, state));
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
