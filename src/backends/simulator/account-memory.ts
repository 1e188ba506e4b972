// What the accounts of one server remember together. An account that was silent for long forgets
// first: its next request is cold, as after its cache's lifetime. Its key stays.

import type { MemoryParameters } from '../../profiles/parameters/memory-parameters.ts';

const bytesPerMib = 1024 * 1024;

/** Something that remembers, and can stop to. */
export interface Remembering {
  /** About what it remembers, in bytes. */
  heldBytes(): number;
  forget(): void;
}

export interface AccountMemory {
  /** An account was used: it forgets last, and it never forgets by its own request. */
  used(account: Remembering): void;
}

/** What an account holds, by kind. */
export interface Held {
  /** Prefixes that its machines can find again. */
  readonly blocks: number;
  /** Pieces of prompts, and their characters. */
  readonly pieces: number;
  readonly chars: number;
  /** Bodies that new ones are compared with. */
  readonly bodyBytes: number;
  /** Reasoning that was sealed or opened. */
  readonly reasoningItems: number;
}

/**
 * Bytes of one each, rounded up; `npm run bench -- simulator` prints the heap beside this estimate.
 */
const bytesOf: Readonly<Record<keyof Held, number>> = {
  blocks: 48,
  pieces: 768,
  chars: 1,
  // The body, its parsed items and their text.
  bodyBytes: 3,
  reasoningItems: 4096,
};

export function heldBytesOf(held: Held): number {
  let bytes = 0;
  for (const kind of Object.keys(bytesOf) as (keyof Held)[]) bytes += held[kind] * bytesOf[kind];
  return bytes;
}

export function createAccountMemory({
  memory_total_mib,
}: Pick<MemoryParameters, 'memory_total_mib'>): AccountMemory {
  const bytesMax = memory_total_mib * bytesPerMib;
  /** Account -> what it held when it was last used; insertion order is the order of use. */
  const held = new Map<Remembering, number>();
  let total = 0;
  const note = (account: Remembering, bytes: number): void => {
    total += bytes - (held.get(account) ?? 0);
    held.delete(account);
    held.set(account, bytes);
  };
  return {
    used(account) {
      note(account, account.heldBytes());
      for (const [oldest, bytes] of held) {
        if (total <= bytesMax || oldest === account) break;
        oldest.forget();
        held.delete(oldest);
        total -= bytes;
      }
    },
  };
}
