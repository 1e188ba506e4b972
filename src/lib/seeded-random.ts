// Pseudo-random numbers that a seed repeats.
import { sha256 } from './sha256.ts';

export interface SeededRandom {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
  /** `length` pseudo-random bytes. */
  bytes(length: number): Uint8Array;
}

/**
 * mulberry32 seeded from the SHA-256 of a text, so that independent streams come from names
 * (`${seed}/latency`) and a change in one does not shift another. Not for secrets.
 */
export function createSeededRandom(seed: string): SeededRandom {
  let state = Number.parseInt(sha256(seed).slice(0, 8), 16);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (below: number): number => Math.floor(next() * below);
  return { next, integer, bytes: (length) => Uint8Array.from({ length }, () => integer(256)) };
}
