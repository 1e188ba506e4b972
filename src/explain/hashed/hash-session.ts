// A recorded session and what was explained of it -> hashes, kinds, lengths, tokens and causes.
import { isJsonObject, type JsonObject, parseJsonBytes } from '../../lib/json.ts';
import type { ExplainedCall } from '../explain-call.ts';
import type { SessionCall } from '../session-call.ts';
import { type HashedCall, type HashedSession, hashDigits } from './hashed-document.ts';
import { type RequestItem, requestItems, requestSettings } from './request-items.ts';

/** Headers by which a backend routes, or that change what a request means. */
const headers = [
  ...['session-id', 'session_id', 'conversation_id', 'x-claude-code-session-id'],
  ...['openai-organization', 'anthropic-beta', 'openai-beta', 'version', 'user-agent'],
] as const;

export interface Hashing {
  /** @returns the keyed hash of a text, lower-case hexadecimal, at least `hashDigits` long */
  mac(text: string): string;
  countTokens(text: string): number;
}

export interface HashedInput {
  /** Its id. */
  readonly id: string;
  /** A name of the clients' registry. */
  readonly client: string;
  /** Calls of other sessions are passed over. */
  readonly calls: Iterable<SessionCall>;
  readonly explained: readonly ExplainedCall[];
}

/** @returns null: no call of it was explained */
export function hashSession(input: HashedInput, hashing: Hashing): HashedSession | null {
  const { id, client, calls, explained } = input;
  const bySeq = new Map(explained.map((one) => [one.seq, one]));
  const hash = (text: string): string => hashing.mac(text).slice(0, hashDigits);
  const hashed: HashedCall[] = [];
  let first: SessionCall | undefined;
  for (const call of calls) {
    const about = call.otherSession === null ? bySeq.get(call.seq) : undefined;
    const request = about === undefined ? undefined : parseJsonBytes(call.body());
    if (about === undefined || !isJsonObject(request)) continue;
    first ??= call;
    const afterMs = call.startedAtMs - first.startedAtMs;
    hashed.push(hashCall({ call, request, about, afterMs }, hashing, hash));
  }
  return first === undefined
    ? null
    : { session: hash(id), client, protocol: first.protocol, calls: hashed };
}

interface CallInput {
  readonly call: SessionCall;
  readonly request: JsonObject;
  readonly about: ExplainedCall;
  readonly afterMs: number;
}

function hashCall(
  { call, request, about, afterMs }: CallInput,
  { countTokens }: Hashing,
  hash: (text: string) => string,
): HashedCall {
  const items = requestItems(call.protocol, request);
  const routes = call.headers.filter(([name]) => headers.some((known) => known === name));
  return {
    seq: about.seq,
    after_ms: afterMs,
    model: hash(about.model),
    input_tokens: about.input_tokens,
    cached_tokens: about.actual_cached_tokens,
    reusable_tokens: about.reusable_tokens,
    lost_tokens: about.lost_tokens,
    continues: about.continues_session === null ? about.continues : null,
    settings: Object.fromEntries([
      ...requestSettings(request).map(([name, value]) => [name, hash(JSON.stringify(value))]),
      ...routes.map(([name, value]) => [`header ${name}`, hash(value)]),
    ]),
    items: items.map(({ kind, value }) => {
      const text = JSON.stringify(value);
      return { kind, hash: hash(text), length: text.length, tokens: countTokens(text) };
    }),
    lost: about.breaks.map(({ cause, pointer, byte, by, from, tokens_lost: tokens }) => ({
      ...{ cause, tokens, byte, by },
      item: from === undefined && pointer !== null ? itemAt(items, pointer) : null,
    })),
  };
}

function itemAt(items: readonly RequestItem[], pointer: string): number | null {
  const index = items.findIndex(
    (item) => pointer === item.pointer || pointer.startsWith(`${item.pointer}/`),
  );
  return index === -1 ? null : index;
}
