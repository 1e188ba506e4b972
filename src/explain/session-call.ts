// One model call of a session as `explain` reads it, whatever it was recorded from.

import type { MissReason } from '../domain/miss-reason.ts';
import type { TokenCounts } from '../domain/token-usage.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonObject } from '../lib/json.ts';
import type { Protocol } from '../wire/protocol.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';

export type CallUsage = Pick<TokenCounts, 'inputTokens' | 'cachedTokens' | 'reasoningTokens'>;

export interface SessionCall {
  /** As `show` counts them. */
  readonly seq: number;
  /** Exchange id, or a turn of a trial. */
  readonly id: string;
  /** Of another session, which one: it fills the same caches and is not explained itself. */
  readonly otherSession: string | null;
  readonly protocol: Protocol;
  /** The body as sent, decoded. Read again when a break needs its bytes, so that none is kept. */
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
  /** What the response generated; null: not recorded. */
  readonly output: readonly ResponsesItem[] | null;
  /** The client's request that a gateway made this one of; null: sent by the client itself. */
  readonly source: (() => JsonObject) | null;
}
