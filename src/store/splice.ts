// A body as what is new in it: an agent repeats its history in every request, and what comes after
// the history too.
import { commonPrefixLength, commonSuffixLength } from '../lib/common-affix.ts';

export interface Splice {
  /** Bytes at the start that are those of the base. */
  readonly prefix: number;
  /** Bytes at the end that are those at the end of the base. */
  readonly suffix: number;
  /** What is between. */
  readonly middle: Uint8Array;
}

export function cutSplice(base: Uint8Array, bytes: Uint8Array): Splice {
  const prefix = commonPrefixLength(base, bytes);
  const suffix = commonSuffixLength(base, bytes, prefix);
  return { prefix, suffix, middle: bytes.subarray(prefix, bytes.length - suffix) };
}

/** @param base the one that the body was cut against */
export function joinSplice(base: Uint8Array, { prefix, suffix, middle }: Splice): Uint8Array {
  const start = base.subarray(0, prefix);
  const end = base.subarray(base.length - suffix);
  const bytes = new Uint8Array(start.length + middle.length + end.length);
  bytes.set(start);
  bytes.set(middle, start.length);
  bytes.set(end, start.length + middle.length);
  return bytes;
}
