// Paths of the API that the page asks for and that an exported file holds answers to: built once,
// so that both mean the same.
import type { Break } from '../explain/cause.ts';
import {
  type ConversationFilter,
  type SessionState,
  sessionStates,
} from '../recordings/conversation-filter.ts';

export const explainedPath = (session: string): string =>
  `/api/sessions/${encodeURIComponent(session)}/explained`;

export const sessionPath = (session: string): string =>
  `/api/sessions/${encodeURIComponent(session)}`;

export const callPath = (call: string): string => `/api/calls/${encodeURIComponent(call)}`;

/** A byte of a call's own request, and the value that it is in. */
export interface BytePlace {
  readonly byte: string | null;
  readonly pointer: string | null;
}

/** A request beside another one; without a byte, no place is shown. */
export function diffPath(call: string, before: string, { byte, pointer }: BytePlace): string {
  const search = new URLSearchParams({ with: before });
  if (byte !== null) search.set('byte', byte);
  if (byte !== null && pointer !== null) search.set('pointer', pointer);
  return `${callPath(call)}/diff?${search.toString()}`;
}

/** Where a break lies in the call's own request; null: elsewhere. */
export function placeOf({ byte, pointer, from }: Break): BytePlace | null {
  return byte === null || from !== undefined ? null : { byte: String(byte), pointer };
}

export const listPathStart = '/api/sessions?';

/** Conversations that fit, the last active first. */
export function listPath(filter: ConversationFilter, limit: number): string {
  const { text, client, model, state, withNoise } = filter;
  const search = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries({ text, client, model, state })) {
    if (value !== null && value !== '') search.set(name, value);
  }
  if (withNoise) search.set('noise', 'shown');
  return `${listPathStart}${search.toString()}`;
}

/** The other way round; without a limit, all. */
export function parseListQuery(query: URLSearchParams): {
  readonly filter: ConversationFilter;
  readonly limit: number;
} {
  const limit = Number(query.get('limit') ?? Number.POSITIVE_INFINITY);
  const state = Object.keys(sessionStates).find((one) => one === query.get('state'));
  return {
    filter: {
      text: query.get('text') ?? '',
      client: query.get('client') ?? '',
      model: query.get('model') ?? '',
      state: (state as SessionState | undefined) ?? null,
      withNoise: query.get('noise') !== null,
    },
    limit: limit >= 0 ? limit : Number.POSITIVE_INFINITY,
  };
}
