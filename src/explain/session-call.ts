// One model call of a session as `explain` reads it, whatever it was recorded from.

import type { MissReason } from '../domain/miss-reason.ts';
import type { TokenCounts } from '../domain/token-usage.ts';
import type { UnknownHistory } from '../exchange/continued-request.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonObject } from '../lib/json.ts';
import type { Protocol } from '../wire/protocol.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';

/** A place in a call's prompt, where it was recorded. */
export interface RecordedPlace {
  /** The earlier call that it is part of; null: the call itself. */
  readonly call: RecordedCall | null;
  readonly part: 'request' | 'answer';
  /** RFC 6901, into that request's body or that answer. */
  readonly pointer: string;
  /** That request's body as sent, decoded. */
  readonly body: () => Uint8Array;
}

/** An earlier call, as `show` names it. */
export interface RecordedCall {
  readonly seq: number;
  readonly id: string;
}

/** A request that brings only what is new: the server holds what came before. */
export interface ContinuedRequest {
  /** null: `body` is the request with its whole history, put together from earlier calls. */
  readonly unknown: UnknownHistory | null;
  /** @param pointer into `body` */
  placeOf(pointer: string): RecordedPlace;
}

export type CallUsage = Pick<TokenCounts, 'inputTokens' | 'cachedTokens' | 'reasoningTokens'>;

export interface SessionCall {
  /** As `show` counts them. */
  readonly seq: number;
  /** Exchange id, or a turn of a trial. */
  readonly id: string;
  /** Of another session, which one: it fills the same caches and is not explained itself. */
  readonly otherSession: string | null;
  readonly protocol: Protocol;
  /**
   * The body as sent, decoded; with its history, where the call is `continued`. Read again when a
   * break needs its bytes, so that none is kept.
   */
  readonly body: () => Uint8Array;
  readonly headers: HeaderList;
  /** Wall clock or virtual, ms. */
  readonly startedAtMs: number;
  /** Whose cache it met; null: the answer does not say. */
  readonly account: string | null;
  /**
   * The server took the prompt: it is in its caches, also when the client left before the usage.
   */
  readonly accepted: boolean;
  /** null: none was reported. */
  readonly usage: CallUsage | null;
  /** Why the vendor says that its cache missed; absent or null: it does not say. */
  readonly missReason?: MissReason | null;
  /** The `reasoning.context` that the answer names; absent or null: it names none. */
  readonly answeredContext?: string | null;
  /** What the response generated; null: not recorded. */
  readonly output: readonly ResponsesItem[] | null;
  /** The client's request that a gateway made this one of; null: sent by the client itself. */
  readonly source: (() => JsonObject) | null;
  /** Absent: the request brings its whole history. */
  readonly continued?: ContinuedRequest;
}
