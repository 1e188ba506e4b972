// Requests that name an earlier answer and bring only what is new: `thread: continue` of the
// Messages API (beta message-threads-2026-08-12), `previous_response_id` of the Responses API. What
// the server holds is the earlier request's whole history, the answer, and, in a thread, the system
// prompt and the tools (`@anthropic-ai/sdk` 1.14, src/lib/internal/threads/ThreadState.ts).
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { Protocol } from '../wire/protocol.ts';

/** Why a history cannot be put together, in words that follow what the request continues. */
export const unknownHistories = {
  missing: 'a call before it is not recorded',
  incomplete: 'the recording of a call before it is incomplete',
  'other-account': "a call before it is another account's",
  'too-large': 'the history is over 256 MiB, or nested too deeply to be written',
} as const;

export type UnknownHistory = keyof typeof unknownHistories;

/** The list of a request that a continued one cuts short. */
export const historyNames = { anthropic: 'messages', responses: 'input' } as const;

/** Members that a continued request may leave to what it continues. */
const inheritedNames: Readonly<Record<Protocol, readonly string[]>> = {
  anthropic: ['system', 'tools'],
  // "The instructions from a previous response will not be carried over" (vendor's types).
  responses: [],
};

/** The id of the answer that a request continues; null: it brings all that it asks about. */
export function continuedAnswer(protocol: Protocol, request: JsonObject): string | null {
  if (protocol === 'responses') {
    const { previous_response_id: previous } = request;
    return typeof previous === 'string' ? previous : null;
  }
  const { thread } = request;
  if (thread === undefined || thread === null) return null;
  const { type, previous_message_id: previous } = isJsonObject(thread) ? thread : {};
  if (type === 'create') return null;
  return typeof previous === 'string' ? previous : '';
}

/** Members that say what a request continues. */
export const continuingMembers = ['thread', 'previous_response_id'] as const;

const continuingNames = continuingMembers.map((name) => Buffer.from(`"${name}"`));

/** False: the body is not one of a continued request. Looks at the bytes, and parses nothing. */
export function mayContinue(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return continuingNames.some((name) => bytes.includes(name));
}

/** Where an element of a history was recorded. */
export interface ElementOrigin {
  readonly exchange: string;
  readonly part: 'request' | 'answer';
  /** Of the element: into that request or answer. */
  readonly pointer: string;
}

/** A history as far as one answer, which it ends with. */
export interface History {
  readonly elements: readonly JsonObject[];
  /** One for each element. */
  readonly origins: readonly ElementOrigin[];
  /** Members that the server keeps: the value, and the exchange whose request has it. */
  readonly kept: ReadonlyMap<string, { readonly value: JsonValue; readonly exchange: string }>;
  /** Of the bodies that it was read from. */
  readonly bytes: number;
}

export const noHistory: History = { elements: [], origins: [], kept: new Map(), bytes: 0 };

/** What one recorded call adds to a history. */
export interface HistoryStep {
  readonly exchange: string;
  readonly protocol: Protocol;
  readonly request: JsonObject;
  /** Of the answer, in order. */
  readonly answer: readonly JsonObject[];
  readonly bytes: number;
}

/** The elements of a request's own list; a text is one message of the user. */
export function listedElements(protocol: Protocol, request: JsonObject): JsonObject[] {
  const list = request[historyNames[protocol]];
  if (typeof list === 'string') return [{ type: 'message', role: 'user', content: list }];
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter(isJsonObject) : [];
}

/** Cache markers are of the request that they were sent in: clients do not send them again. */
function withoutMarkers(message: JsonObject): JsonObject {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  const blocks = (content as readonly JsonValue[]).map((block) => {
    if (!isJsonObject(block) || block['cache_control'] === undefined) return block;
    const { cache_control: _marker, ...rest } = block;
    return rest;
  });
  return { ...message, content: blocks };
}

/** @param before what the step's request continues; `noHistory` where it brings everything */
export function addStep(before: History, step: HistoryStep): History {
  const { exchange, protocol, request, answer, bytes } = step;
  const name = historyNames[protocol];
  const sent = listedElements(protocol, request);
  // A message's content is the answer's; items are in the answer's list.
  const answered = answer.map((_, at) => (protocol === 'responses' ? `/output/${at}` : ''));
  const kept = new Map(before.kept);
  for (const inherited of inheritedNames[protocol]) {
    const value = request[inherited];
    if (value !== undefined) kept.set(inherited, { value, exchange });
  }
  return {
    elements: [...before.elements, ...sent.map(withoutMarkers), ...answer],
    origins: [
      ...before.origins,
      ...sent.map((_, at) => ({ exchange, part: 'request', pointer: `/${name}/${at}` }) as const),
      ...answered.map((pointer) => ({ exchange, part: 'answer', pointer }) as const),
    ],
    kept,
    bytes: before.bytes + bytes,
  };
}

/** A place in a rebuilt request, as it was recorded; `exchange` null: in the request itself. */
export type RebuiltPlace = Omit<ElementOrigin, 'exchange'> & { readonly exchange: string | null };

/** A continued request as one that brings everything. */
export interface RebuiltRequest {
  /** A thread's says `thread: create`, which is what the vendor asks for instead. */
  readonly value: JsonObject;
  /** Elements that come before those that were sent. */
  readonly inherited: number;
  readonly sent: number;
  /** Exchanges that it was put together from, in order, without its own. */
  readonly from: readonly string[];
  /** @param pointer RFC 6901, into `value` */
  placeOf(pointer: string): RebuiltPlace;
}

/** @param history as far as the answer that the request continues */
export function rebuildRequest(
  protocol: Protocol,
  request: JsonObject,
  history: History,
): RebuiltRequest {
  const name = historyNames[protocol];
  const { elements, origins, kept } = history;
  const sent = listedElements(protocol, request);
  const { previous_response_id: _previous, thread, ...rest } = request;
  const left = [...kept].filter(([member]) => request[member] === undefined);
  const places = new Map(left.map(([member, { exchange }]) => [member, exchange]));
  return {
    value: {
      ...rest,
      ...(thread !== undefined && { thread: { type: 'create' } }),
      ...Object.fromEntries(left.map(([member, { value }]) => [member, value])),
      [name]: [...elements, ...sent],
    },
    inherited: elements.length,
    sent: sent.length,
    from: [...new Set(origins.map(({ exchange }) => exchange))],
    placeOf(pointer) {
      const [, member = '', index, ...more] = pointer.split('/');
      if (member !== name) {
        return { exchange: places.get(member) ?? null, part: 'request', pointer };
      }
      const at = Number(index);
      const tail = more.map((step) => `/${step}`).join('');
      const origin = index === undefined ? undefined : origins[at];
      if (origin !== undefined) return { ...origin, pointer: `${origin.pointer}${tail}` };
      const own = index === undefined ? '' : `/${at - elements.length}${tail}`;
      return { exchange: null, part: 'request', pointer: `/${name}${own}` };
    },
  };
}
